import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const maxJsonBytes = 1_048_576;
// Kubernetes kills a pod 30 s after it has told it to end.
const endsWithinMs = 20_000;

/** Serves until the signal; requests under way are ended with it, and what they have to put right is waited for. */
export async function listenUntil(
  handler: Handler,
  port: number,
  log: Logger,
  signal: AbortSignal,
  tls?: { readonly cert: string; readonly key: string },
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const done = answerOne(handler, request, response, log).finally(() => underWay.delete(done));
    underWay.add(done);
  };
  // An upload takes as long as it takes; its head does not.
  const options = { requestTimeout: 0, headersTimeout: 60_000 };
  const server: Server = tls ? createTlsServer({ ...options, ...tls }, answer) : createServer(options, answer);
  server.listen(port);
  await once(server, 'listening');
  log.info('listening', { port, tls: tls !== undefined });
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
  await Promise.race([Promise.all(underWay), sleep(endsWithinMs, undefined, { ref: false })]);
}

/** The path and the query of a request. @throws CapstanError REQUEST_INVALID */
export function targetOf(request: IncomingMessage): {
  readonly pathname: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
} {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  try {
    const [, ...parts] = path.split('/').map(decodeURIComponent);
    return { pathname: path, parts, query: new URLSearchParams(query.join('?')) };
  } catch {
    throw new CapstanError('REQUEST_INVALID', `${path} is no path`); // a lone %
  }
}

/** An answer as JSON. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

export function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { message });
}

/** The body as JSON. @throws SyntaxError, RangeError when it is longer than a mebibyte */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxJsonBytes) throw new RangeError(`the body is longer than ${maxJsonBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function answerOne(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    log.error('a request failed', error, { method: request.method, path: request.url });
    if (response.headersSent) response.destroy();
    else refuse(response, statusOf(error), messageOf(error));
  }
}

function statusOf(error: unknown): number {
  if (error instanceof SyntaxError || isCapstanError(error, 'REQUEST_INVALID')) return 400;
  if (error instanceof RangeError) return 413;
  return isCapstanError(error, 'UPSTREAM_FAILED') ? 502 : 500;
}
