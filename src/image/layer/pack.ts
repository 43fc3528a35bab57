import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { writeAtomically } from '../../repository/index.ts';
import { storeStream } from '../blob-store.ts';
import { findCached } from '../cache.ts';
import { type Descriptor, mediaTypes } from '../descriptor.ts';
import { piecesOf } from './contents.ts';
import type { Entry } from './entries.ts';
import { tarOf } from './tar.ts';

/** A layer as an image names it, and its file. */
export interface Layer {
  readonly name: string;
  readonly descriptor: Descriptor;
  /** Of the archive before it is compressed. */
  readonly diffId: string;
  readonly file: string;
}

const compressionLevel = 6; // 9 takes three times as long for half a percent

/**
 * A layer of these entries, from the cache when one of the same entries was packed before.
 * @param inputs says what the entries hold, when that is known without reading them: a package and its version
 * @throws CapstanError FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function packLayer(
  name: string,
  entries: readonly Entry[],
  options: { readonly cache: string; readonly inputs?: string },
  signal?: AbortSignal,
): Promise<Layer> {
  const { cache } = options;
  const digests = options.inputs === undefined ? await digestsOf(entries) : new Map<Entry, string>();
  const record = join(cache, 'layers', `${keyOf(entries, digests, options.inputs)}.json`);
  const known = await readRecord(record);
  const found = known && (await findCached(cache, known.descriptor));
  if (known && found !== undefined) return { name, ...known, file: found };
  const packed = await pack(entries, digests, cache, signal);
  const layer = {
    descriptor: { mediaType: mediaTypes.layer, digest: packed.digest, size: packed.size },
    diffId: packed.diffId,
  };
  await writeAtomically(record, JSON.stringify(layer));
  return { name, ...layer, file: packed.file };
}

/** What each entry holds, by which the layer is filed: what is packed afterwards must be the same. */
async function digestsOf(entries: readonly Entry[]): Promise<Map<Entry, string>> {
  const digests = new Map<Entry, string>();
  for (const entry of entries) if (entry.content) digests.set(entry, await contentDigest(entry.content));
  return digests;
}

async function pack(
  entries: readonly Entry[],
  digests: ReadonlyMap<Entry, string>,
  cache: string,
  signal: AbortSignal | undefined,
) {
  const diff = createHash('sha256');
  const tar = async function* () {
    for await (const chunk of tarOf(entries, digests)) {
      diff.update(chunk);
      yield chunk;
    }
  };
  const gzip = createGzip({ level: compressionLevel, chunkSize: 256 * 1024 });
  const stored = await storeStream(cache, [tar(), gzip], signal);
  return { ...stored, diffId: `sha256:${diff.digest('hex')}` };
}

/** What the bytes of the layer depend on: its entries with what is in them, and how they are compressed. */
function keyOf(entries: readonly Entry[], digests: ReadonlyMap<Entry, string>, inputs: string | undefined): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['1', compressionLevel, process.versions.zlib, process.arch, inputs ?? '']));
  for (const entry of entries) {
    const { path, type, mode, uid, gid, target = '' } = entry;
    hash.update(JSON.stringify([path, type, mode, uid, gid, target, digests.get(entry) ?? '']));
  }
  return hash.digest('hex');
}

async function contentDigest(content: Buffer | { readonly file: string }): Promise<string> {
  const hash = createHash('sha256');
  if (Buffer.isBuffer(content)) return hash.update(content).digest('hex');
  for await (const chunk of piecesOf(content.file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Undefined when the entries were never packed, or the record cannot be used: then they are packed anew. */
async function readRecord(file: string): Promise<Pick<Layer, 'descriptor' | 'diffId'> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Pick<Layer, 'descriptor' | 'diffId'>;
  } catch {
    return undefined; // half of a record, from a disk that was full: the layer is packed anew
  }
}
