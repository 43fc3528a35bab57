import type { BindAddress } from './bind-address.ts';
import { type Answer, type HttpServer, startHttpServer } from './http-server.ts';

/** Whether the operator can do its work: its caches are filled, or it waits for the lease. */
export interface Health {
  ready: boolean;
}

export function createHealth(): Health {
  return { ready: false };
}

/** `/healthz` answers while the process lives, `/readyz` once the operator is ready; `…/ping` is controller-runtime's name for the one check. */
export function startHealthServer(address: BindAddress, health: Health): Promise<HttpServer> {
  return startHttpServer({ address, answer: ({ path }) => answerProbe(path, health) });
}

export function answerProbe(path: string, health: Health): Answer {
  const [, probe] = /^\/(healthz|readyz)(?:\/|\/ping)?$/.exec(path) ?? [];
  if (probe === undefined) return { status: 404, body: 'not found: try /healthz or /readyz\n' };
  if (probe === 'readyz' && !health.ready) return { status: 503, body: 'not ready: the caches are not filled yet\n' };
  return { status: 200, body: 'ok' };
}
