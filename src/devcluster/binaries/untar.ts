import { createGunzip } from 'node:zlib';

export interface TarFile {
  readonly name: string;
  readonly content: AsyncIterable<Buffer>;
}

const blockSize = 512;

/**
 * The regular files of a .tar.gz, one after the other; each content must be read before the next file is asked for.
 * Nothing is written here: whoever reads decides the place, so no name or link of an archive can lead anywhere.
 */
export async function* readTarGz(archive: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const reader = new BlockReader(gunzip(archive));
  for (;;) {
    const header = await reader.read(blockSize);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const size = octal(header, 124, 12);
    const type = String.fromCharCode(header[156] as number);
    const remaining = { bytes: size };
    const content = contentOf(reader, remaining);
    if (type === '0' || type === '\0') yield { name: nameOf(header), content };
    for await (const _ of content) {
      // what the reader of this file left
    }
    await reader.read((blockSize - (size % blockSize)) % blockSize);
  }
}

async function* gunzip(archive: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unzip = createGunzip();
  const feed = (async () => {
    for await (const chunk of archive) {
      if (!unzip.write(chunk)) await new Promise((resolve) => unzip.once('drain', resolve));
    }
    unzip.end();
  })();
  feed.catch((error: Error) => unzip.destroy(error));
  yield* unzip;
  await feed;
}

async function* contentOf(reader: BlockReader, remaining: { bytes: number }): AsyncGenerator<Buffer> {
  while (remaining.bytes > 0) {
    const chunk = await reader.some(remaining.bytes);
    remaining.bytes -= chunk.length;
    yield chunk;
  }
}

/** ustar: `prefix/name`. */
function nameOf(header: Buffer): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 6).startsWith('ustar') ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function octal(header: Buffer, start: number, length: number): number {
  const value = Number.parseInt(text(header, start, length).trim() || '0', 8);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error('the archive is not a tar file');
  return value;
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? length : end);
}

class BlockReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly `size` bytes; undefined at the very end. */
  async read(size: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let wanted = size; wanted > 0; ) {
      if (this.#rest.length === 0 && !(await this.#fill())) {
        if (parts.length === 0) return undefined;
        throw new Error('the archive ends too early');
      }
      const part = this.#take(wanted);
      parts.push(part);
      wanted -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Between 1 and `limit` bytes. */
  async some(limit: number): Promise<Buffer> {
    if (this.#rest.length === 0 && !(await this.#fill())) throw new Error('the archive ends too early');
    return this.#take(limit);
  }

  #take(limit: number): Buffer {
    const part = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  async #fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done) return false;
      this.#rest = value;
      if (value.length > 0) return true;
    }
  }
}
