import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Header, Pax } from 'tar';
import { CapstanError } from '../../errors/index.ts';
import { piecesOf, unreadable } from './contents.ts';
import type { Entry } from './entries.ts';

const blockSize = 512;
const types = { file: 'File', folder: 'Directory', link: 'SymbolicLink' } as const;
/** Of every file: when something was copied is no part of what it is. */
const mtime = new Date(0);

/**
 * A tar archive, in pieces; files are read as they are reached.
 * @param digests what was read of entries before, where that counts
 * @throws CapstanError FILE_UNREADABLE, also for a file that changes meanwhile
 */
export async function* tarOf(
  entries: Iterable<Entry>,
  digests?: ReadonlyMap<Entry, string>,
): AsyncGenerator<Buffer, void, void> {
  for (const entry of entries) {
    const size = await sizeOf(entry);
    yield* headerOf(entry, size);
    yield* contentOf(entry, size, digests?.get(entry));
    const rest = size % blockSize;
    if (rest > 0) yield Buffer.alloc(blockSize - rest);
  }
  yield Buffer.alloc(2 * blockSize);
}

async function sizeOf({ content }: Entry): Promise<number> {
  if (content === undefined) return 0;
  if (Buffer.isBuffer(content)) return content.length;
  const { file } = content;
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  return found.size;
}

function* headerOf({ path, type, mode, uid, gid, target }: Entry, size: number): Generator<Buffer> {
  const name = type === 'folder' ? `${path}/` : path;
  const link = target === undefined ? {} : { linkpath: target };
  const block = Buffer.alloc(blockSize);
  const header = new Header({ path: name, mode, uid, gid, size, mtime, type: types[type], ...link });
  // what does not fit the header goes before it
  if (header.encode(block, 0)) yield new Pax({ path: name, ...link }).encode();
  yield block;
}

async function* contentOf(
  { content }: Entry,
  size: number,
  expected: string | undefined,
): AsyncGenerator<Buffer, void, void> {
  if (content === undefined) return;
  if (Buffer.isBuffer(content)) {
    yield content;
    return;
  }
  const { file } = content;
  const hash = expected === undefined ? undefined : createHash('sha256');
  let seen = 0;
  for await (const chunk of piecesOf(file)) {
    seen += chunk.length;
    hash?.update(chunk);
    if (seen <= size) yield chunk;
  }
  if (seen === size && hash?.digest('hex') === expected) return;
  throw new CapstanError('FILE_UNREADABLE', `${file} changes while it is packed`, {
    place: { file },
    hint: 'wait until whatever writes it is done',
  });
}
