import { createRequire } from 'node:module';
import type { Engine } from '../engine.ts';

const require = createRequire(import.meta.url);

/** The language is loaded with the first chart that is written in it. */
export const etaEngine: Engine = {
  name: 'eta',
  accepts: (name) => name.endsWith('.eta'),
  compile: (sources) => (require('./compile.ts') as typeof import('./compile.ts')).compileSet(sources),
};

/** The stages in front of running, for who translates templates; loaded when asked for. */
export const etaStages = (): typeof import('./stages.ts') => require('./stages.ts') as typeof import('./stages.ts');
