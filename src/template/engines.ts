import type { Engine } from './engine.ts';
import { etaEngine } from './eta/index.ts';
import { gotplEngine } from './helm/index.ts';

/** All languages; the first that accepts a file's name has it. The last one takes all that the others leave. */
export const engines: readonly Engine[] = [etaEngine, gotplEngine];

export function engineFor(name: string): Engine {
  return engines.find((engine) => engine.accepts(name)) ?? gotplEngine;
}
