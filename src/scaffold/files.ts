import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CapstanError, fileErrorText } from '../errors/index.ts';

/** A file of a project; its path is relative to the project's folder. */
export interface ScaffoldFile {
  readonly path: string;
  readonly content: string | Buffer;
}

export interface ProjectChange extends ScaffoldFile {
  /** 'update': the file is there, and has to be; its new content is the old one with something added. */
  readonly action: 'create' | 'update';
}

/**
 * Writes all changes, or none when a file that is to be new is there already.
 * @throws CapstanError FILE_UNWRITABLE
 */
export function writeChanges(folder: string, changes: readonly ProjectChange[], options: { dryRun: boolean }): void {
  const taken = changes.filter(({ path, action }) => action === 'create' && isThere(join(folder, path)));
  if (taken.length > 0) {
    const names = taken.map(({ path }) => path).join(', ');
    throw new CapstanError('FILE_UNWRITABLE', `${names} ${taken.length === 1 ? 'is' : 'are'} there already`, {
      place: { file: join(folder, taken[0]?.path ?? '') },
      hint: 'nothing was written; nothing is overwritten: remove what is in the way, or choose another folder',
    });
  }
  if (options.dryRun) return;
  for (const change of changes) write(join(folder, change.path), change);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function write(path: string, { content, action }: ProjectChange): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: action === 'create' ? 'wx' : 'w' });
  } catch (cause) {
    throw new CapstanError('FILE_UNWRITABLE', fileErrorText(cause), { place: { file: path }, cause });
  }
}
