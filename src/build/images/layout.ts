import { link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedImage, writeLayout } from '../../image/index.ts';

/**
 * A layout of these images at `to`. What the layout at `from` holds of them takes no room and is not copied once more; every blob is
 * checked all the same.
 * @throws CapstanError IMAGE_CORRUPT, FILE_UNWRITABLE
 */
export async function updateLayout(
  from: string,
  to: string,
  named: readonly NamedImage[],
  signal?: AbortSignal,
): Promise<void> {
  const wanted = new Set(named.flatMap(({ images }) => images.flatMap(({ blobs }) => blobs.map(fileOf))));
  const [before, after] = [join(from, 'blobs', 'sha256'), join(to, 'blobs', 'sha256')];
  const there = await readdir(before).catch((): string[] => []); // the first build
  const shared = there.filter((name) => wanted.has(name));
  if (shared.length > 0) await mkdir(after, { recursive: true }).catch(() => undefined); // told by writeLayout
  // another disk, or a file of somebody else: then it is copied
  for (const name of shared) await link(join(before, name), join(after, name)).catch(() => undefined);
  await writeLayout(to, named, {}, signal);
}

function fileOf({ descriptor }: NamedImage['images'][number]['blobs'][number]): string {
  return descriptor.digest.replace('sha256:', '');
}
