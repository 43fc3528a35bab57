import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';

/**
 * Whole or not at all: nobody finds half a file under its name, and what was there stays until the new one is complete.
 * @throws CapstanError FILE_UNWRITABLE, and what `data` throws
 */
export async function writeAtomically(
  path: string,
  data: Uint8Array | string | AsyncIterable<Uint8Array>,
  mode = 0o644,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, data, { mode, ...(signal ? { signal } : {}) });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw asUnwritable(path, error);
  }
}

/** What could not be written, in words for a person; an error that has them already stays as it is. */
export function asUnwritable(path: string, error: unknown): unknown {
  if (isCapstanError(error) || isAbort(error)) return error;
  const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
  return new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, {
    place: { file: path },
    cause: error,
    ...(isFull ? { hint: 'make room on its disk; nothing half-made is left' } : {}),
  });
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
