import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import type { Surroundings } from '../program.ts';

/** empty: looks, before a run, whether its output folders are empty. */
export function emptyCommand({ log }: Surroundings): Command {
  return new Command('empty').argument('[folder...]', 'the outputs of a run').action((folders: readonly string[]) => {
    for (const folder of folders) {
      const [first] = readdirSync(folder).filter((name) => name !== 'lost+found');
      if (first !== undefined) throw new CapstanError('REQUEST_INVALID', `${folder} is not empty: it has ${first}`);
    }
    log.info('all outputs are empty', { folders });
  });
}
