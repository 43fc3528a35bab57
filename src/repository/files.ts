import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CapstanError, messageOf } from '../errors/index.ts';

/** Whole or not at all: nobody finds half a file under its name. @throws CapstanError FILE_UNWRITABLE */
export async function writeAtomically(path: string, data: Uint8Array | string, mode = 0o644): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, data, { mode });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, {
      place: { file: path },
      cause: error,
    });
  }
}

/** Undefined when there is no such file. @throws CapstanError FILE_UNREADABLE */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, {
      place: { file: path },
      cause: error,
    });
  }
}
