import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { asUnwritable } from '../../repository/index.ts';
import { blobPath, corrupt, digestOfFile } from '../blob-store.ts';
import { findCached } from '../cache.ts';
import {
  type Architecture,
  type Blob,
  type Descriptor,
  dataBlob,
  digestOf,
  isDigest,
  mediaTypes,
} from '../descriptor.ts';
import { type Image, sizeOf } from '../image.ts';
import { type Place, type RegistryOptions, withRegistry } from './options.ts';
import { patienceFor } from './patience.ts';

interface Manifest {
  readonly mediaType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

const dockerTypes = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
} as const;

export const acceptedManifests = [mediaTypes.index, mediaTypes.manifest, dockerTypes.list, dockerTypes.manifest].join(
  ', ',
);

export const maxManifestBytes = 4 * 1024 * 1024; // what registries take, too
const maxLayerBytes = 8 * 1024 ** 3;

/**
 * The image that a reference stands for on a processor. Its blobs lie in the cache, each checked against its digest.
 * @throws CapstanError IMAGE_NOT_FOUND, IMAGE_INVALID, IMAGE_CORRUPT, REPOSITORY_…
 */
export function pullImage(
  reference: string,
  architecture: Architecture,
  cache: string,
  options: RegistryOptions,
  signal?: AbortSignal,
): Promise<Image> {
  return withRegistry(reference, options, async (place) => {
    const root = await fetchManifest(place, place.version, signal);
    const own = (await choose(place, root, architecture, signal)) ?? root;
    const { config, layers } = JSON.parse((own.content as Buffer).toString('utf8')) as Manifest;
    if (config === undefined || !Array.isArray(layers)) {
      throw new CapstanError('IMAGE_INVALID', `${reference} is no image`, {
        hint: 'it may be a chart, or another artifact',
      });
    }
    const blobs: Blob[] = [own];
    for (const one of [config, ...layers]) blobs.push(await fetchBlob(place, one, cache, signal));
    return {
      platform: { os: 'linux', architecture },
      manifest: own.descriptor,
      config,
      layers,
      attachments: [],
      size: sizeOf([config, ...layers]),
      blobs,
    };
  });
}

/** Of an index the image for the processor; undefined when the root is an image itself. */
async function choose(place: Place, root: Blob, architecture: Architecture, signal: AbortSignal | undefined) {
  const { manifests } = JSON.parse((root.content as Buffer).toString('utf8')) as Manifest;
  if (manifests === undefined) return undefined;
  const found = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture);
  if (found) return fetchManifest(place, found.digest, signal);
  const known = manifests.flatMap(({ platform }) => (platform ? [`${platform.os}/${platform.architecture}`] : []));
  throw new CapstanError('IMAGE_NOT_FOUND', `${place.reference} is not made for linux/${architecture}`, {
    hint: `it is made for ${known.join(', ')}`,
  });
}

async function fetchManifest(
  { registry, repository, reference }: Place,
  version: string,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  const path = `manifests/${version}`;
  const request = { maxBytes: maxManifestBytes, accept: acceptedManifests };
  const response = await registry.send(repository, path, request, signal);
  if (response.status === 404) throw notThere(`there is no image ${reference}`);
  if (response.status !== 200) throw registry.refusal(repository, path, request, response);
  const { body, headers } = response;
  const expected = isDigest(version) ? version : headers['docker-content-digest'];
  if (expected !== undefined && isDigest(expected) && digestOf(body) !== expected) {
    throw corrupt(`the manifest of ${reference}`, expected, digestOf(body));
  }
  return dataBlob(typeOf(body, reference) ?? headers['content-type'] ?? mediaTypes.manifest, body);
}

function notThere(what: string): CapstanError {
  return new CapstanError('IMAGE_NOT_FOUND', what, { status: 404 });
}

function typeOf(body: Buffer, reference: string): string | undefined {
  try {
    return (JSON.parse(body.toString('utf8')) as Manifest).mediaType;
  } catch (error) {
    throw new CapstanError('IMAGE_INVALID', `the manifest of ${reference} is not JSON`, { cause: error });
  }
}

async function fetchBlob(
  { registry, repository, reference }: Place,
  descriptor: Descriptor,
  cache: string,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  const { digest, size } = descriptor;
  if (!isDigest(digest)) throw new CapstanError('IMAGE_INVALID', `${reference} names a blob ${digest}: no SHA-256`);
  const file = blobPath(cache, digest);
  if ((await findCached(cache, descriptor)) !== undefined) return { descriptor, content: { file } };
  const partial = `${file}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const request = { maxBytes: Math.min(size, maxLayerBytes), into: partial, timeoutMs: patienceFor(size) };
    const path = `blobs/${digest}`;
    const response = await registry.send(repository, path, request, signal);
    if (response.status === 404) throw notThere(`${reference} lacks its blob ${digest}`);
    if (response.status !== 200) throw registry.refusal(repository, path, request, response);
    const found = await digestOfFile(partial);
    if (found !== digest) throw corrupt(`a blob of ${reference}`, digest, found);
    await rename(partial, file);
  } catch (error) {
    throw asUnwritable(cache, error);
  } finally {
    await rm(partial, { force: true });
  }
  return { descriptor, content: { file } };
}
