import type { MiddlewareHandler } from 'hono';
import { CapstanError } from '../errors/index.ts';

const withoutBody: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses bodies that are too long: by the length that they say, or, where they say none, once so much has come.
 * Hono's own takes requests only from a server that has put its classes into the place of the global ones.
 * @throws CapstanError BODY_TOO_LARGE
 */
export function limitBody(maxBytes: number): MiddlewareHandler {
  return async (c, next) => {
    const { raw } = c.req;
    if (withoutBody.has(c.req.method) || raw.body === null) return next();
    const length = c.req.header('content-length');
    if (length !== undefined && c.req.header('transfer-encoding') === undefined) {
      if (Number(length) > maxBytes) throw tooLarge(maxBytes);
      return next();
    }
    const body = await readAtMost(raw.body, maxBytes);
    const { url, method, headers, signal } = raw;
    c.req.raw = new Request(url, { method, headers, signal, body: body.length === 0 ? null : body });
    return next();
  };
}

async function readAtMost(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): CapstanError {
  return new CapstanError('BODY_TOO_LARGE', `the body has more than ${maxBytes} bytes`);
}
