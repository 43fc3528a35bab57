import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The file that a word of a command line names: by the folders of `path`, or by its own when it has one. */
export function findProgram(word: string, cwd: string, path: string): string | undefined {
  if (word.includes('/')) return isProgram(resolve(cwd, word)) ? resolve(cwd, word) : undefined;
  if (word === '') return undefined;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, word)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not to be executed
  }
}
