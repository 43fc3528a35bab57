import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CapstanError, messageOf } from '../errors/index.ts';

interface Forwarded {
  readonly method: string;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: Readable;
}

/** A request to another server whose body and answer are held by nobody. @throws CapstanError UPSTREAM_FAILED when there is no answer */
export async function forward(
  url: string,
  { method, headers = {}, body }: Forwarded,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  try {
    const open = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(url, { method, headers, ...(signal && { signal }) });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    if (body === undefined) request.end();
    // who answers before the end of the body may close the connection then: the answer counts
    else pipeline(body, request).catch((error: Error) => request.destroy(error));
    return (await answered)[0];
  } catch (error) {
    signal?.throwIfAborted();
    throw new CapstanError('UPSTREAM_FAILED', `${new URL(url).host} gives no answer: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
