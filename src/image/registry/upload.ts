import { CapstanError } from '../../errors/index.ts';
import { corrupt, digestOfFile, readBlob } from '../blob-store.ts';
import type { Blob } from '../descriptor.ts';
import type { Place } from './options.ts';
import { Passing, patienceFor, patiently } from './patience.ts';

const maxAnswerBytes = 1024 * 1024;

/**
 * Sends a blob, unless it is there, in one piece; an upload that breaks off begins anew, as nobody knows how much arrived.
 * @throws CapstanError IMAGE_CORRUPT before anything is sent, REPOSITORY_REFUSED, REPOSITORY_UNREACHABLE
 */
export async function uploadBlob(place: Place, blob: Blob, signal?: AbortSignal): Promise<void> {
  const { registry, repository } = place;
  const { digest, size } = blob.descriptor;
  if (await isThere(place, digest, signal)) return;
  const body = Buffer.isBuffer(blob.content)
    ? await readBlob(blob)
    : await checkedFile(blob.content.file, digest, size);
  await patiently(async () => {
    const location = await beginUpload(place, signal);
    const address = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
    const request = {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body,
      maxBytes: maxAnswerBytes,
      isOnlyAttempt: true,
      timeoutMs: patienceFor(size),
    } as const;
    const response = await registry.send(repository, address, request, signal);
    if (response.status === 404) throw new Passing(registry.refusal(repository, address, request, response));
    if (response.status !== 201) throw registry.refusal(repository, address, request, response);
    const found = response.headers['docker-content-digest'];
    if (found !== undefined && found !== digest) throw corrupt(`a blob of ${place.reference}`, digest, found);
  }, signal);
}

async function isThere(
  { registry, repository }: Place,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const path = `blobs/${digest}`;
  const request = { method: 'HEAD', maxBytes: maxAnswerBytes } as const;
  const { status } = await patiently(async () => {
    const response = await registry.send(repository, path, request, signal);
    // what a registry may not tell, it says when something is sent
    if (response.status >= 500) throw registry.refusal(repository, path, request, response);
    return response;
  }, signal);
  return status === 200;
}

/** The address that the bytes are to go to. */
async function beginUpload({ registry, repository }: Place, signal: AbortSignal | undefined): Promise<string> {
  const path = 'blobs/uploads/';
  const request = { method: 'POST', headers: { 'content-length': '0' }, maxBytes: maxAnswerBytes } as const;
  const response = await registry.send(repository, path, request, signal);
  if (response.status !== 202) throw registry.refusal(repository, path, request, response);
  const { location } = response.headers;
  if (location === undefined) {
    throw new CapstanError('REPOSITORY_INVALID', `${registry.host} does not say where an upload goes`);
  }
  return new URL(location, response.url).toString();
}

async function checkedFile(file: string, digest: string, size: number): Promise<{ file: string; size: number }> {
  const found = await digestOfFile(file);
  if (found !== digest) throw corrupt(file, digest, found);
  return { file, size };
}
