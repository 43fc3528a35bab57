import { gzipSync } from 'node:zlib';

export interface TarEntry {
  readonly name: string;
  readonly content: string;
  /** '0' regular file, '2' symbolic link, '5' folder, … */
  readonly type?: string;
  readonly link?: string;
}

/** A .tar.gz with any names and types, also those that no tar program writes. */
export function makeTarGz(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), padded(Buffer.from(entry.content))]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function header({ name, content, type = '0', link = '' }: TarEntry): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'latin1');
  block.write('0000755\0', 100, 'latin1');
  block.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(link, 157, 100, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
