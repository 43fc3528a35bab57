import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBlob } from './blob-store.ts';
import type { Descriptor } from './descriptor.ts';

const dayMs = 86_400_000;
const keptMs = 30 * dayMs;

/** The file of a blob of the cache, if it is whole; it is in use from now on. */
export async function findCached(cache: string, descriptor: Descriptor): Promise<string | undefined> {
  const file = await findBlob(cache, descriptor);
  // of another user, say: then it may go, and is made again
  if (file !== undefined) await utimes(file, new Date(), new Date()).catch(() => undefined);
  return file;
}

/**
 * Removes, once a day, what nobody has used for a month, and what builds that were killed have left for a day. Runtimes stay: they
 * are few.
 * A cache that cannot be tidied is no reason to fail.
 */
export async function tidyCache(cache: string): Promise<void> {
  const marker = join(cache, 'tidied');
  const now = Date.now();
  const last = await stat(marker).catch(() => undefined);
  if (last !== undefined && now - last.mtimeMs < dayMs) return;
  await writeFile(marker, '').catch(() => undefined);
  for (const [folder, mayGo] of [
    ['blobs/sha256', () => true],
    ['layers', () => true],
    ['builder', () => true],
    ['runtime', (name: string) => name.endsWith('.partial')],
  ] as const) {
    for (const name of await readdir(join(cache, folder)).catch((): string[] => [])) {
      const path = join(cache, folder, name);
      const found = await stat(path).catch(() => undefined);
      const isUnused = found !== undefined && now - found.mtimeMs > (name.endsWith('.partial') ? dayMs : keptMs);
      if (isUnused && mayGo(name)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
