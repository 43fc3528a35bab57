import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeAtomically } from '../../repository/index.ts';
import { blobPath, copyBlob } from '../blob-store.ts';
import type { Blob, Descriptor } from '../descriptor.ts';
import type { NamedImage } from '../image.ts';
import { indexOf, layoutFile } from './document.ts';
import { readLayout } from './read.ts';

/**
 * Images as the folder of an OCI layout, under their names. Blobs are filed first and listed last, so that the layout is whole
 * at every moment; then goes what no name leads to any more.
 * @throws CapstanError IMAGE_CORRUPT, FILE_UNWRITABLE
 */
export async function writeLayout(
  folder: string,
  named: readonly NamedImage[],
  options: { readonly keep?: boolean } = {},
  signal?: AbortSignal,
): Promise<void> {
  const names = new Set(named.map(({ name }) => name));
  const kept = options.keep ? await keptImages(folder, names, signal) : [];
  const { index, blobs } = indexOf([...kept, ...named]);
  const before = new Set(await listed(join(folder, 'blobs', 'sha256')));
  const isNew = (await listed(folder)).length === 0;
  // a new layout appears with all that is in it
  const target = isNew ? `${folder}.${randomUUID().slice(0, 8)}.partial` : folder;
  try {
    await fill(target, index, blobs, signal);
    if (isNew) {
      await rm(folder, { recursive: true, force: true });
      await rename(target, folder);
    }
  } catch (error) {
    if (isNew) await rm(target, { recursive: true, force: true });
    else await removeAdded(folder, blobs, before);
    throw error;
  }
  if (!isNew) await removeOthers(folder, blobs);
}

/** What was filed before something failed: nothing leads to it. */
async function removeAdded(folder: string, blobs: readonly Blob[], before: ReadonlySet<string>): Promise<void> {
  for (const { descriptor } of blobs) {
    const path = blobPath(folder, descriptor.digest);
    if (!before.has(basename(path))) await rm(path, { force: true });
  }
}

async function keptImages(folder: string, replaced: ReadonlySet<string>, signal: AbortSignal | undefined) {
  const isThere = (await listed(folder)).includes('index.json');
  return isThere ? (await readLayout(folder, signal)).filter(({ name }) => !replaced.has(name)) : [];
}

async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []); // absent: there is nothing in it
}

async function fill(
  folder: string,
  index: object,
  blobs: readonly Blob[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  for (const blob of blobs) await copyBlob(folder, blob, signal);
  await writeAtomically(join(folder, 'oci-layout'), layoutFile);
  await writeAtomically(join(folder, 'index.json'), JSON.stringify(index));
}

async function removeOthers(folder: string, blobs: readonly Blob[]): Promise<void> {
  const wanted = new Set(
    blobs.map(({ descriptor }: { descriptor: Descriptor }) => blobPath(folder, descriptor.digest)),
  );
  const filed = join(folder, 'blobs', 'sha256');
  for (const name of await readdir(filed)) {
    const path = join(filed, name);
    if (!wanted.has(path)) await rm(path, { force: true });
  }
}
