import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { type AgentMode, agentPod, podRef } from '../objects/index.ts';
import type { Data } from '../store/index.ts';
import type { BackendWorld } from './world.ts';

const readyWithinMs = 120_000;
const askAgainMs = 250;
/** How long an agent outlives its backend: then housekeeping takes it away. */
const livesMs = 300_000;
const renewEveryMs = livesMs / 5;

/** Runs a data agent for the time of the work. @param work is given the agent's URL */
export async function withAgent(
  world: BackendWorld,
  data: Data,
  mode: AgentMode,
  work: (url: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { store, cluster, config, log, signal } = world;
  const pod = `dataagt-${mode}-${data.id}-${randomBytes(3).toString('hex')}`;
  const keep = () => store.keepAgent({ pod, data: data.id, until: new Date(Date.now() + livesMs) });
  await keep();
  const renewal = setInterval(() => {
    keep().catch((error: unknown) => log.warn('an agent could not be kept', { pod, reason: messageOf(error) }));
  }, renewEveryMs);
  try {
    await cluster.create(agentPod(pod, data, mode, config), {}, signal);
    const address = await addressOf(world, pod);
    await work(`http://${address.includes(':') ? `[${address}]` : address}:${config.cluster.dataAgent.port}/`, signal);
  } finally {
    clearInterval(renewal);
    await removeAgent(world, pod);
  }
}

/** Its work is done or has failed, and says so itself: an agent that cannot be removed now is left to housekeeping. */
async function removeAgent({ store, cluster, config, log }: BackendWorld, pod: string): Promise<void> {
  try {
    await cluster.delete(podRef(config, pod)); // without the signal: this has to be done before the end
    await store.forgetAgent(pod);
  } catch (error) {
    log.warn('an agent could not be removed', { pod, reason: messageOf(error) });
  }
}

async function addressOf({ cluster, config, signal }: BackendWorld, name: string): Promise<string> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const pod = (await cluster.get(podRef(config, name), signal)) as (KubeObject & { status?: PodStatus }) | undefined;
    const isReady = pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady && pod?.status?.podIP) return pod.status.podIP;
    if (Date.now() > deadline) {
      const is = pod?.status?.phase ?? 'gone';
      throw new CapstanError('UPSTREAM_FAILED', `the data agent ${name} is ${is} after ${readyWithinMs / 1_000} s`);
    }
    await sleep(askAgainMs, undefined, { signal });
  }
}

interface PodStatus {
  readonly phase?: string;
  readonly podIP?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}
