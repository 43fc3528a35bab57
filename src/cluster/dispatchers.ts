import { createRequire } from 'node:module';
import type { Dispatcher, Pool as PoolType } from 'undici';
import type { TlsOptions } from './authenticator.ts';

const require = createRequire(import.meta.url);

/** Requests and streams go through pools of their own: a watch holds its connection for minutes and would starve the rest. */
export interface Dispatchers {
  readonly requests: Dispatcher;
  readonly streams: Dispatcher;
}

// The apiserver's write limit is reached at 8 to 32 requests in flight; a connection costs it about 50 KiB.
const requestConnections = 16;
// Below the apiserver's own idle limit (90 s) and below what load balancers usually cut at (60 s).
const keepAliveMs = 45_000;
// The apiserver ends a request after 60 s on its own.
const answerWithinMs = 70_000;
const connectWithinMs = 10_000;
// As client-go: a dead peer is noticed within minutes even on a silent watch.
const tcpKeepAliveMs = 30_000;

export function createDispatchers(server: string, proxy: string | undefined, tls: TlsOptions): Dispatchers {
  const { Pool, ProxyAgent } = require('undici') as typeof import('undici'); // for those alone who connect
  const { origin } = new URL(server);
  const create = (options: PoolType.Options): Dispatcher => {
    // HTTP/1.1: in HTTP/2 one lost packet, one reset or one slow stream would hold up everything on the connection.
    const shared = { ...options, allowH2: false, keepAliveTimeout: keepAliveMs, headersTimeout: answerWithinMs };
    const connect = { ...tls, timeout: connectWithinMs, keepAliveInitialDelay: tcpKeepAliveMs };
    if (proxy) return new ProxyAgent({ ...shared, uri: proxy, requestTls: connect });
    return new Pool(origin, { ...shared, connect });
  };
  return {
    requests: create({ connections: requestConnections, pipelining: 1, bodyTimeout: answerWithinMs }),
    streams: create({ connections: null, pipelining: 1, bodyTimeout: 0 }),
  };
}
