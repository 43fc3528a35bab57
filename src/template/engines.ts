import type { Engine } from './engine.ts';
import { etaEngine } from './eta/index.ts';

/** All languages; the first that accepts a file's name has it. */
export const engines: readonly Engine[] = [etaEngine];

/** Undefined for a file that is no template. */
export function engineFor(name: string): Engine | undefined {
  return engines.find((engine) => engine.accepts(name));
}
