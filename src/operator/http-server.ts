import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { CapstanError, messageOf } from '../errors/index.ts';
import type { BindAddress } from './bind-address.ts';

export interface HttpServerOptions {
  readonly address: BindAddress;
  readonly answer: (request: HttpRequest) => Answer | Promise<Answer>;
  readonly tls?: TlsOptions;
}

export interface TlsOptions {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** Offer HTTP/2 besides HTTP/1.1. */
  readonly http2: boolean;
}

/** GET and HEAD only. */
export interface HttpRequest {
  readonly path: string;
  /** The Authorization header. */
  readonly authorization: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

export interface HttpServer {
  /** The one that was asked for, or the free one that was found for 0. */
  readonly port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** A small server for those who look after the operator. @throws CapstanError LISTEN_FAILED */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = await createServer(options);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', keep).on('secureConnection', keep);
  await listen(server, options.address);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of sockets) socket.destroy();
      await closed.promise;
    },
  };
}

async function createServer({ answer, tls }: HttpServerOptions): Promise<Server> {
  const handle = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) => {
    void respond(answer, request, response as ServerResponse);
  };
  if (!tls) return createHttp(handle);
  const { key, cert } = tls;
  if (!tls.http2) return (await import('node:https')).createServer({ key, cert }, handle);
  return (await import('node:http2')).createSecureServer({ key, cert, allowHTTP1: true }, handle);
}

async function listen(server: Server, { host, port }: BindAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new CapstanError('LISTEN_FAILED', `cannot listen on ${host ?? ''}:${port}: ${messageOf(cause)}`, { cause });
  } finally {
    server.off('error', reject);
  }
}

async function respond(
  answer: HttpServerOptions['answer'],
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse,
): Promise<void> {
  const { status, body, contentType = 'text/plain; charset=utf-8' } = await answerOf(answer, request);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Whoever answers says itself what went wrong; the one who asked is told only that something did. */
async function answerOf(
  answer: HttpServerOptions['answer'],
  { method, url, headers }: IncomingMessage | Http2ServerRequest,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'only GET and HEAD\n' };
  try {
    const path = (url ?? '/').replace(/\?.*$/s, '');
    return await answer({ path, authorization: headers.authorization });
  } catch {
    return { status: 500, body: 'internal error\n' };
  }
}
