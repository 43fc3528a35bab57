import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';

interface Asset {
  readonly body: Buffer<ArrayBuffer>;
  readonly zipped: Buffer<ArrayBuffer> | undefined;
  readonly type: string;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};
const zippedTypes = /^(text\/|application\/json|image\/svg)/;
// names are hashes of what is inside
const forEver = 'public, max-age=31536000, immutable';

/** Serves the files of a built page, read and compressed once. Undefined where there is no such file. */
export function assetsOf(folder: string): (c: Context, path: string) => Promise<Response | undefined> {
  const kept = new Map<string, Asset>();
  return async (c, path) => {
    const name = path === '/' ? '/index.html' : path;
    const asset = kept.get(name) ?? (await read(folder, name));
    if (asset === undefined) return undefined;
    const isHashed = name.startsWith('/assets/');
    if (isHashed) kept.set(name, asset);
    return answer(c, asset, isHashed ? forEver : 'no-cache');
  };
}

function answer(c: Context, { body, zipped, type, etag }: Asset, cacheControl: string): Response {
  const headers = { 'content-type': type, 'cache-control': cacheControl, etag, vary: 'Accept-Encoding' };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  if (zipped && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
    return c.body(zipped, 200, { ...headers, 'content-encoding': 'gzip' });
  }
  return c.body(body, 200, headers);
}

/** Only plain names below the folder: what has a dot in front, or leads elsewhere, is not there. */
async function read(folder: string, name: string): Promise<Asset | undefined> {
  const parts = name.split('/').slice(1);
  const type = types[extname(name)];
  if (type === undefined || parts.some((part) => !/^[\w-][\w.-]*$/.test(part))) return undefined;
  try {
    const body = await readFile(join(folder, ...parts));
    const zipped =
      zippedTypes.test(type) && body.length > 1_024 ? await promisify(gzip)(body, { level: 9 }) : undefined;
    const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    return { body: body as Buffer<ArrayBuffer>, zipped: zipped as Buffer<ArrayBuffer> | undefined, type, etag };
  } catch {
    return undefined;
  }
}
