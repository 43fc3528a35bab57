import { corrupt, readBlob } from '../blob-store.ts';
import type { Blob } from '../descriptor.ts';
import type { Place } from './options.ts';
import { patiently } from './patience.ts';

const maxAnswerBytes = 1024 * 1024;

/**
 * Files a manifest under a tag or its digest. True when the registry itself lists it with its subject, if it has one.
 * @throws CapstanError IMAGE_CORRUPT, REPOSITORY_REFUSED, REPOSITORY_UNREACHABLE
 */
export async function putManifest(
  { registry, repository, reference }: Place,
  version: string,
  blob: Blob,
  signal?: AbortSignal,
): Promise<boolean> {
  const { digest, mediaType } = blob.descriptor;
  const path = `manifests/${version}`;
  const request = {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: await readBlob(blob),
    maxBytes: maxAnswerBytes,
    isOnlyAttempt: true,
  } as const;
  const response = await patiently(async () => {
    const answer = await registry.send(repository, path, request, signal);
    if (answer.status !== 201) throw registry.refusal(repository, path, request, answer);
    return answer;
  }, signal);
  const found = response.headers['docker-content-digest'];
  if (found !== undefined && found !== digest) throw corrupt(`the manifest at ${reference}`, digest, found);
  return response.headers['oci-subject'] !== undefined;
}
