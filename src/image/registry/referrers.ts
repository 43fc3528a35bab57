import { type Descriptor, jsonBlob, mediaTypes } from '../descriptor.ts';
import type { Listing } from '../layout/index.ts';
import type { Place } from './options.ts';
import { maxManifestBytes } from './pull.ts';
import { putManifest } from './put-manifest.ts';

/**
 * For a registry that does not list by itself what refers to an image: the specification's way round it, an index under a tag
 * that is made of the image's digest.
 * @throws CapstanError REPOSITORY_REFUSED, REPOSITORY_UNREACHABLE
 */
export async function listReferrers(
  place: Place,
  subject: string,
  referrers: readonly Descriptor[],
  signal?: AbortSignal,
): Promise<void> {
  const tag = subject.replace(':', '-');
  const known = await readIndex(place, tag, signal);
  const added = new Set(referrers.map(({ digest }) => digest));
  const manifests = [...known.filter(({ digest }) => !added.has(digest)), ...referrers];
  const index = jsonBlob(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  await putManifest(place, tag, index, signal);
}

async function readIndex({ registry, repository }: Place, tag: string, signal: AbortSignal | undefined) {
  const path = `manifests/${tag}`;
  const request = { maxBytes: maxManifestBytes, accept: mediaTypes.index };
  const response = await registry.send(repository, path, request, signal);
  if (response.status === 404) return [];
  if (response.status !== 200) throw registry.refusal(repository, path, request, response);
  return (JSON.parse(response.body.toString('utf8')) as Listing).manifests ?? [];
}
