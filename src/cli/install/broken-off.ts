import { CapstanError } from '../../errors/index.ts';
import type { Mode } from './flags.ts';

/** What Ctrl-C leaves behind, and how to go on. */
export function brokenOff(mode: Mode, cause: unknown): CapstanError {
  switch (mode) {
    case 'install':
      return new CapstanError('NOT_READY', 'the install was broken off', {
        cause,
        hint: 'run the command again: it goes on where it was',
      });
    case 'remove':
      return new CapstanError('NOT_DELETED', 'the removal was broken off', {
        cause,
        hint: 'run the command again: it goes on where it was',
      });
    default:
      return new CapstanError('FILE_UNWRITABLE', 'broken off: nothing was written', { cause });
  }
}
