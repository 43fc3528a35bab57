import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { corrupt } from '../blob-store.ts';
import { type Blob, type Descriptor, digestOf } from '../descriptor.ts';
import type { Image } from '../image.ts';
import { rootOf } from '../layout/index.ts';
import { type Place, type RegistryOptions, withRegistry } from './options.ts';
import { patiently } from './patience.ts';
import { acceptedManifests, maxManifestBytes } from './pull.ts';
import { putManifest } from './put-manifest.ts';
import { listReferrers } from './referrers.ts';
import { uploadBlob } from './upload.ts';

export interface PushOptions extends RegistryOptions {
  readonly onProgress?: (what: string | undefined) => void;
}

/**
 * Brings images to a registry, several as an index under one name: blobs, then manifests, then attachments, then the tag.
 * @throws CapstanError IMAGE_CORRUPT, REPOSITORY_REFUSED, REPOSITORY_UNREACHABLE; the tag then is what it was
 */
export async function pushImage(
  images: readonly Image[],
  reference: string,
  options: PushOptions,
  signal?: AbortSignal,
): Promise<{ readonly reference: string; readonly digest: string }> {
  if (images.length === 0) throw new CapstanError('IMAGE_INVALID', `there is no image to push to ${reference}`);
  return withRegistry(reference, options, async (place) => {
    try {
      for (const image of images) await pushParts(place, image, options, signal);
      const root = rootOf(images);
      for (const image of images)
        await putManifest(place, image.manifest.digest, blobOf(image, image.manifest), signal);
      for (const image of images) await pushAttachments(place, image, options, signal);
      options.onProgress?.(`tagging ${reference}`);
      await putManifest(place, place.version, root, signal);
      await verify(place, root.descriptor, signal);
      return { reference, digest: root.descriptor.digest };
    } finally {
      options.onProgress?.(undefined);
    }
  });
}

async function pushParts(
  place: Place,
  image: Image,
  options: PushOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const manifests = new Set(
    [image.manifest, ...image.attachments.map(({ manifest }) => manifest)].map(({ digest }) => digest),
  );
  const parts = image.blobs.filter(({ descriptor }) => !manifests.has(descriptor.digest));
  for (const [at, blob] of parts.entries()) {
    const size = `${(blob.descriptor.size / 1e6).toFixed(1)} MB`;
    options.onProgress?.(`pushing ${place.reference}: blob ${at + 1} of ${parts.length}, ${size}`);
    await uploadBlob(place, blob, signal);
  }
}

/** A registry that knows no such manifests has the image all the same: that it lacks them is said. */
async function pushAttachments(
  place: Place,
  image: Image,
  { settings }: PushOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const unlisted: Descriptor[] = [];
  try {
    for (const { manifest, artifactType } of image.attachments) {
      const isListed = await putManifest(place, manifest.digest, blobOf(image, manifest), signal);
      if (!isListed) unlisted.push({ ...manifest, artifactType });
    }
    if (unlisted.length > 0) await listReferrers(place, image.manifest.digest, unlisted, signal);
  } catch (error) {
    if (!isCapstanError(error, 'REPOSITORY_REFUSED') || !unknownToOldRegistries.includes(error.status ?? 0))
      throw error;
    settings.onNote?.(`${place.reference} is without its list of parts and its provenance: ${error.message}`);
  }
}

const unknownToOldRegistries: readonly number[] = [400, 404, 405, 415];

function blobOf(image: Image, { digest }: Descriptor): Blob {
  const found = image.blobs.find(({ descriptor }) => descriptor.digest === digest);
  if (found) return found;
  throw new CapstanError('IMAGE_INVALID', `an image lacks its blob ${digest}`);
}

/** What the registry answers with for the tag is what was sent. */
async function verify(place: Place, { digest }: Descriptor, signal: AbortSignal | undefined): Promise<void> {
  const { headers } = await askForTag(place, 'HEAD', signal);
  // some do not say it unless they send all of it
  const found = headers['docker-content-digest'] ?? digestOf((await askForTag(place, 'GET', signal)).body);
  if (found !== digest) throw corrupt(place.reference, digest, found);
}

function askForTag({ registry, repository, version }: Place, method: 'HEAD' | 'GET', signal: AbortSignal | undefined) {
  const path = `manifests/${version}`;
  const request = { method, maxBytes: maxManifestBytes, accept: acceptedManifests } as const;
  return patiently(async () => {
    const response = await registry.send(repository, path, request, signal);
    if (response.status !== 200) throw registry.refusal(repository, path, request, response);
    return response;
  }, signal);
}
