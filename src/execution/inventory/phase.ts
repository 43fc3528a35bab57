import { CapstanError } from '../../errors/index.ts';

/** What is done with a deployment. */
export type Phase = 'install' | 'update' | 'remove';

const phases: ReadonlyMap<string, Phase> = new Map([
  ['install', 'install'],
  ['update', 'update'],
  ['upgrade', 'update'],
  ['apply', 'update'],
  ['remove', 'remove'],
  ['uninstall', 'remove'],
  ['delete', 'remove'],
  ['destroy', 'remove'],
]);

/** @throws CapstanError USAGE for a word that means none */
export function phaseOf(said: string): Phase {
  const phase = phases.get(said);
  if (phase) return phase;
  throw new CapstanError('USAGE', `there is no phase ${JSON.stringify(said)}`, {
    hint: 'phases are install, update, remove (and uninstall, which is the same)',
  });
}

export function isRemoval(phase: Phase): boolean {
  return phase === 'remove';
}
