import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CapstanError } from '../errors/index.ts';
import { asUnwritable } from '../repository/index.ts';
import { type Blob, type Descriptor, digestOf } from './descriptor.ts';

/** Where a blob lies in an OCI layout, and in the cache, which is filed the same. */
export function blobPath(folder: string, digest: string): string {
  return join(folder, 'blobs', ...digest.split(':'));
}

/** The file of a blob that is there, and is what its digest says: somebody may have changed it, then it is made anew. */
export async function findBlob(folder: string, { digest, size }: Descriptor): Promise<string | undefined> {
  const file = blobPath(folder, digest);
  const length = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  if (length !== size) return undefined;
  const found = await digestOfFile(file).catch(() => undefined); // unreadable is as good as absent
  return found === digest ? file : undefined;
}

/**
 * Files what comes out of `stages` (a source, and what it goes through) under its digest; nothing is there when it fails.
 * @throws CapstanError FILE_UNWRITABLE, and what the source throws
 */
export async function storeStream(
  folder: string,
  stages: readonly [AsyncIterable<Buffer>, ...Transform[]],
  signal?: AbortSignal,
): Promise<{ readonly file: string; readonly digest: string; readonly size: number }> {
  const partial = join(folder, 'blobs', 'sha256', `${randomUUID()}.partial`);
  const hash = createHash('sha256');
  let size = 0;
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  try {
    await writeStages(partial, [...stages, count], signal);
    const digest = `sha256:${hash.digest('hex')}`;
    const file = blobPath(folder, digest);
    await rename(partial, file);
    return { file, digest, size };
  } catch (error) {
    await rm(partial, { force: true });
    throw asUnwritable(folder, error);
  }
}

/**
 * A blob into a layout, unless it is there; its digest is checked on the way.
 * @throws CapstanError IMAGE_CORRUPT, FILE_UNWRITABLE
 */
export async function copyBlob(folder: string, { descriptor, content }: Blob, signal?: AbortSignal): Promise<void> {
  if ((await findBlob(folder, descriptor)) !== undefined) return;
  const source = Buffer.isBuffer(content)
    ? Readable.from([content])
    : createReadStream(content.file, { highWaterMark });
  const { file, digest } = await storeStream(folder, [source], signal);
  if (digest === descriptor.digest) return;
  await rm(file, { force: true });
  throw corrupt(Buffer.isBuffer(content) ? 'a blob' : content.file, descriptor.digest, digest);
}

const highWaterMark = 1024 * 1024;

export async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** All bytes of a blob that is small. @throws CapstanError IMAGE_CORRUPT, FILE_UNREADABLE */
export async function readBlob({ descriptor, content }: Blob): Promise<Buffer> {
  if (Buffer.isBuffer(content)) return checked('a blob', content, descriptor.digest);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(content.file) as AsyncIterable<Buffer>) chunks.push(chunk);
  return checked(content.file, Buffer.concat(chunks), descriptor.digest);
}

function checked(what: string, data: Buffer, digest: string): Buffer {
  if (digestOf(data) !== digest) throw corrupt(what, digest, digestOf(data));
  return data;
}

/** @throws CapstanError IMAGE_CORRUPT */
export function corrupt(what: string, expected: string, found: string): CapstanError {
  return new CapstanError('IMAGE_CORRUPT', `${what} should have the digest ${expected}, and has ${found}`);
}

type Stage = AsyncIterable<Buffer> | Transform | ((chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>);

/** Whoever calls removes the file after an error. */
async function writeStages(file: string, stages: readonly Stage[], signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const all = [...stages, createWriteStream(file, { flags: 'wx' })] as unknown as readonly NodeJS.ReadWriteStream[];
  await pipeline(all, signal ? { signal } : {});
}
