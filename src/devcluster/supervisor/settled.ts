import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import type { AdminClient } from '../admin-client.ts';
import type { ControlPlane } from '../control-plane.ts';

const withinMs = 120_000;
const pollEveryMs = 50;

interface NodeList {
  readonly items: readonly { readonly status?: { readonly conditions?: readonly Condition[] } }[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** Waits until `count` nodes are Ready and a pod could be created in the namespace default. */
export async function settled(plane: ControlPlane, count: number, signal?: AbortSignal): Promise<void> {
  const client = plane.client();
  const deadline = Date.now() + withinMs;
  try {
    while (!(await isSettled(client, count, signal))) {
      signal?.throwIfAborted();
      if (Date.now() > deadline) {
        throw new CapstanError('TOOL_FAILED', `no ${count} nodes are Ready after ${withinMs / 1_000} s`, {
          hint: `the logs are in ${plane.dir}`,
        });
      }
      await sleep(pollEveryMs, undefined, signal === undefined ? {} : { signal });
    }
  } finally {
    await client.close();
  }
}

async function isSettled(client: AdminClient, count: number, signal?: AbortSignal): Promise<boolean> {
  const nodes = JSON.parse((await client.send('GET', '/api/v1/nodes', undefined, signal)).body) as NodeList;
  const ready = nodes.items.filter(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
  const account = await client.send('GET', '/api/v1/namespaces/default/serviceaccounts/default', undefined, signal);
  return ready.length >= count && account.status === 200;
}
