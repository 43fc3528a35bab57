import { writeAtomically } from '../../repository/index.ts';
import { readBlob } from '../blob-store.ts';
import type { Blob } from '../descriptor.ts';
import type { Image, NamedImage } from '../image.ts';
import { type Entry, tarOf } from '../layer/index.ts';
import { indexOf, layoutFile } from './document.ts';

/**
 * Images as one file that container runtimes import under their names: an OCI layout, with the list that `docker load` asks for
 * beside it.
 * @throws CapstanError IMAGE_CORRUPT, FILE_UNWRITABLE
 */
export async function writeArchive(file: string, named: readonly NamedImage[], signal?: AbortSignal): Promise<void> {
  const { index, blobs } = indexOf(named.map((one) => ({ ...one, images: one.images.map(plain) })));
  const entries: Entry[] = [
    ...['blobs', 'blobs/sha256'].map((path) => ({ path, type: 'folder' as const, mode: 0o755, uid: 0, gid: 0 })),
    ...blobs.map(({ descriptor, content }) => fileEntry(pathOf(descriptor.digest), content)),
    fileEntry('index.json', Buffer.from(JSON.stringify(index))),
    fileEntry('manifest.json', Buffer.from(JSON.stringify(loadList(named)))),
    fileEntry('oci-layout', Buffer.from(layoutFile)),
  ];
  await checkSmall(blobs);
  await writeAtomically(file, tarOf(entries), 0o644, signal);
}

/** What runs an image has no use for what is said about it. */
function plain(image: Image): Image {
  const wanted = new Set([image.manifest, image.config, ...image.layers].map(({ digest }) => digest));
  return { ...image, attachments: [], blobs: image.blobs.filter(({ descriptor }) => wanted.has(descriptor.digest)) };
}

function fileEntry(path: string, content: NonNullable<Entry['content']>): Entry {
  return { path, type: 'file', mode: 0o644, uid: 0, gid: 0, content };
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** Documents are checked here; of layers whoever imports them computes the digest. */
async function checkSmall(blobs: readonly Blob[]): Promise<void> {
  for (const blob of blobs) if (blob.descriptor.mediaType.endsWith('json')) await readBlob(blob);
}

/** Docker's own format knows one image for a name: the first. */
function loadList(named: readonly NamedImage[]) {
  return named.flatMap(({ name, images: [image] }) =>
    image === undefined
      ? []
      : [
          {
            Config: pathOf(image.config.digest),
            RepoTags: [name],
            Layers: image.layers.map((one) => pathOf(one.digest)),
          },
        ],
  );
}
