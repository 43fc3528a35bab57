import type { Engine } from '../engine.ts';
import { compileSet } from './compile.ts';

export const etaEngine: Engine = {
  name: 'eta',
  accepts: (name) => name.endsWith('.eta'),
  compile: compileSet,
};
