import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { forward } from '../forward.ts';

/** A request as it came to another server, and its answer back. @throws CapstanError UPSTREAM_FAILED */
export async function passOn(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _, connection: __, ...headers } = request.headers;
  const gone = new AbortController();
  response.once('close', () => {
    // whoever asked is there no more
    if (!response.writableFinished) gone.abort();
  });
  const answer = await forward(url, { method: request.method ?? 'GET', headers, body: request }, gone.signal);
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, response);
}

/** `rest` below `root`: never another host, however either of them begins or ends. */
export function below(root: string, rest: string): string {
  const path = rest.replace(/^\/+/, '');
  return path === '' ? root : `${root.replace(/\/+$/, '')}/${path}`;
}
