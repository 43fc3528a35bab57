import { Header, Pax } from 'tar';

const blockSize = 512;

/** A tar archive of regular files, readable by all and writable by their owner. */
export function tarFiles(
  files: Iterable<{ readonly path: string; readonly data: Uint8Array }>,
  modified: Date,
): Buffer {
  const parts: Uint8Array[] = [];
  const mtime = new Date(Math.floor(modified.getTime() / 1_000) * 1_000);
  for (const { path, data } of files) {
    const entry = { path, mode: 0o644, uid: 0, gid: 0, size: data.length, mtime, type: 'File' as const };
    const header = new Header(entry);
    const block = Buffer.alloc(blockSize);
    // a name that does not fit the header goes before it
    if (header.encode(block, 0)) parts.push(new Pax({ path }).encode());
    parts.push(block, data, Buffer.alloc((blockSize - (data.length % blockSize)) % blockSize));
  }
  parts.push(Buffer.alloc(2 * blockSize));
  return Buffer.concat(parts);
}
