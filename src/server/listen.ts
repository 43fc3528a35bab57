import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { CapstanError, messageOf } from '../errors/index.ts';

export interface ListenOptions {
  readonly app: Pick<Hono, 'fetch'>;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface RunningServer {
  /** http://127.0.0.1:8080, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, and gives those under way a moment to end. */
  close(): Promise<void>;
}

const endsWithinMs = 5_000;

/** @throws CapstanError LISTEN_FAILED */
export async function startServer({ app, host, port }: ListenOptions): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch as (request: Request) => Promise<Response>,
    overrideGlobalObjects: false,
    // a head that takes longer than this is no client of ours; an event stream is an answer and may last
    serverOptions: { headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 },
  }) as Server;
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${urlHost(host)}:${bound}`,
    port: bound,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), endsWithinMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new CapstanError('LISTEN_FAILED', `cannot listen on ${host}:${port}: ${messageOf(cause)}`, { cause });
  } finally {
    server.off('error', reject);
  }
}

/** Where a browser on this machine finds it. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
