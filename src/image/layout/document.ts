import { type Blob, type Descriptor, jsonBlob, mediaTypes } from '../descriptor.ts';
import type { Image, NamedImage } from '../image.ts';

export const layoutFile = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/** The name of an image in a layout, and the whole one that containerd gives it when it imports the layout. */
export const refName = 'org.opencontainers.image.ref.name';
export const containerdName = 'io.containerd.image.name';

export interface Listing {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** What a name stands for: the manifest of one image, or an index of several. */
export function rootOf(images: readonly Image[]): Blob {
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) {
    const found = only.blobs.find(({ descriptor }) => descriptor.digest === only.manifest.digest);
    if (found !== undefined) return { ...found, descriptor: only.manifest };
  }
  return jsonBlob(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: images.map(({ manifest, platform }) => ({ ...manifest, platform })),
  });
}

/** index.json of a layout, and all blobs that it leads to, each once. */
export function indexOf(named: readonly NamedImage[]): { readonly index: Listing; readonly blobs: readonly Blob[] } {
  const blobs = new Map<string, Blob>();
  const manifests: Descriptor[] = [];
  const attached = new Map<string, Descriptor>();
  for (const { name, images } of named) {
    const root = rootOf(images);
    for (const blob of [...images.flatMap((image) => image.blobs), root]) blobs.set(blob.descriptor.digest, blob);
    manifests.push({ ...root.descriptor, ...platformOf(images), ...annotationsOf(name) });
    for (const { manifest, artifactType } of images.flatMap(({ attachments }) => attachments)) {
      attached.set(manifest.digest, { ...manifest, artifactType });
    }
  }
  return {
    index: { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [...manifests, ...attached.values()] },
    blobs: [...blobs.values()],
  };
}

function platformOf([image, ...others]: readonly Image[]) {
  return image === undefined || others.length > 0 ? {} : { platform: image.platform };
}

function annotationsOf(name: string): Pick<Descriptor, 'annotations'> {
  if (name === '') return {};
  const isWhole = /^[^/]+[.:][^/]*\/|^localhost\//.test(name);
  if (!isWhole) return { annotations: { [refName]: name } };
  return { annotations: { [containerdName]: name, [refName]: name.slice(name.lastIndexOf(':') + 1) } };
}
