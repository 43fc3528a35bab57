import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { ownProgram } from '../own-program.ts';
import { shellWord } from '../shell-word.ts';

/** What scripts call this program by. */
const names = { cloudmgr: 'cloud', om: 'om' } as const;

/**
 * Makes `cloudmgr` and `om` in `bin` of the data folder, each this very program by another name, so that scripts find them on
 * their PATH and get the version that runs them.
 * @returns the folder, to be put first on PATH
 */
export function makeShims(data: string): string {
  const folder = join(data, 'bin');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, word] of Object.entries(names)) writeShim(join(folder, name), word);
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return folder;
}

/** One that is right already stays: somebody may be running it. */
function writeShim(path: string, word: string): void {
  const text = `#!/bin/sh\nexec ${ownProgram().map(shellWord).join(' ')} ${word} "$@"\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, text, { mode: 0o755 });
  chmodSync(partial, 0o755);
  renameSync(partial, path);
}
