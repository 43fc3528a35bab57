import { createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser } from 'tar';
import {
  type Blob,
  type BuildOptions,
  buildImage,
  type FileSource,
  type Image,
  type ImageSpec,
} from '../../../src/image/index.ts';
import { scratchFolder } from '../../support/scratch.ts';

const root = scratchFolder();
let folders = 0;

/** A folder of its own for whoever asks. */
export function newFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

/** Everything by itself: a cache of its own, this process' environment. */
export function options(cache = join(newFolder(), 'cache')): BuildOptions {
  return { cache, env: process.env };
}

/** An image of one layer over nothing. */
export function build(
  files: readonly FileSource[],
  more: Partial<ImageSpec> = {},
  how: BuildOptions = options(),
): Promise<Image> {
  return buildImage({ architecture: 'amd64', layers: [{ name: 'files', files }], ...more }, how);
}

export function blobOf(image: Image, digest: string): Blob {
  const found = image.blobs.find(({ descriptor }) => descriptor.digest === digest);
  if (!found) throw new Error(`no blob ${digest}`);
  return found;
}

export async function textOf({ content }: Blob): Promise<string> {
  const source = Buffer.isBuffer(content) ? Readable.from([content]) : createReadStream(content.file);
  return Buffer.concat(await source.toArray()).toString('utf8');
}

export interface Config {
  readonly architecture: string;
  readonly created: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

export async function configOf(image: Image): Promise<Config> {
  return JSON.parse(await textOf(blobOf(image, image.config.digest))) as Config;
}

export interface ListedEntry {
  readonly path: string;
  readonly type: string;
  /** In octal digits. */
  readonly mode: string;
  readonly owner: string;
  readonly link?: string;
  readonly mtime: number;
  readonly text: string;
}

/** What a layer holds; the last one when no other is named. */
export async function entriesOf(image: Image, at = -1): Promise<ListedEntry[]> {
  const layer = image.layers.at(at);
  if (!layer) throw new Error(`no layer ${at}`);
  const entries: ListedEntry[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () =>
        entries.push({
          path: entry.path,
          type: entry.type,
          mode: (entry.mode ?? 0).toString(8),
          owner: `${entry.uid}:${entry.gid}`,
          ...(entry.linkpath ? { link: entry.linkpath } : {}),
          mtime: entry.mtime?.getTime() ?? -1,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    },
  });
  const { content } = blobOf(image, layer.digest);
  const source = Buffer.isBuffer(content) ? Readable.from([content]) : createReadStream(content.file);
  await pipeline(source, parser as unknown as NodeJS.WritableStream);
  return entries;
}

export async function failureOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; hint?: string; status?: number }> {
  return work.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
}
