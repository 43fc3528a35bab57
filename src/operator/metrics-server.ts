import { hostname } from 'node:os';
import type { Cluster } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import type { BindAddress } from './bind-address.ts';
import { type Answer, type HttpServer, startHttpServer, type TlsOptions } from './http-server.ts';
import type { Metrics } from './metrics.ts';
import { type Access, createMetricsAccess } from './metrics-access.ts';

export interface MetricsServerOptions {
  readonly address: BindAddress;
  /** HTTPS, with a certificate made for this process: who scrapes it cannot check it, but nobody can listen in. */
  readonly secure: boolean;
  readonly http2: boolean;
  /** Asked who may read; absent: everybody. */
  readonly authority?: Cluster;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Serves `/metrics` in Prometheus' text format. @throws CapstanError LISTEN_FAILED */
export async function startMetricsServer(options: MetricsServerOptions): Promise<HttpServer> {
  const access = options.authority && createMetricsAccess(options.authority);
  return startHttpServer({
    address: options.address,
    answer: ({ path, authorization }) => answerScrape(path, authorization, options, access),
    ...(options.secure ? { tls: await createTls(options.http2) } : {}),
  });
}

async function answerScrape(
  path: string,
  authorization: string | undefined,
  { metrics, log }: MetricsServerOptions,
  access: Access | undefined,
): Promise<Answer> {
  if (path !== '/metrics') return { status: 404, body: 'not found: try /metrics\n' };
  try {
    const verdict = (await access?.(authorization)) ?? 'allowed';
    if (verdict === 'unknown') return { status: 401, body: 'unauthorized: a bearer token is needed\n' };
    if (verdict === 'denied') return { status: 403, body: 'forbidden: "get" on "/metrics" is not granted\n' };
    return { status: 200, body: await metrics.text(), contentType: metrics.contentType };
  } catch (error) {
    log.error('Metrics request failed', error);
    return { status: 500, body: 'internal error\n' };
  }
}

async function createTls(http2: boolean): Promise<TlsOptions> {
  const { createSelfSignedCertificate } = await import('./self-signed-certificate.ts');
  return { ...createSelfSignedCertificate(['localhost', hostname()], new Date()), http2 };
}
