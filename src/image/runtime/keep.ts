import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { asUnwritable } from '../../repository/index.ts';

/**
 * A folder of the cache: made by `fill` when it is not there. Of two that make it at the same time one is kept; a half-made one
 * is never seen.
 * @throws CapstanError FILE_UNWRITABLE, and what `fill` throws
 */
export async function keepFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (await isThere(folder)) return folder;
  const partial = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    await fill(partial);
    await rename(partial, folder).catch(async (error: unknown) => {
      if (!(await isThere(folder))) throw error;
    });
    return folder;
  } catch (error) {
    throw asUnwritable(folder, error);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined;
}
