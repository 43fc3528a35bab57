import type { Chart, Values } from '../../chart/index.ts';
import type { Cluster, ObjectRef } from '../../cluster/index.ts';
import type { Logger } from '../../log/index.ts';
import { inputDigest } from '../../render/index.ts';
import { act } from '../act.ts';
import { nothingWatched, type ReleaseContext } from '../context.ts';
import { decide } from '../decide.ts';
import { deployedOf, type History, inventoryOf, sortHistory, summarize } from '../history.ts';
import { checkHistory } from '../ownership.ts';
import { defaultPolicy, type ReleasePolicy } from '../policy.ts';
import { awaitReady, type Progress } from './await-ready.ts';
import type { Look } from './look-until.ts';

export interface Deployment {
  readonly name: string;
  readonly chart: Chart;
  readonly values: Values;
  /** Laid over the values for rendering and never recorded: Secrets. */
  readonly data?: Values;
}

/** Where releases go, and how. */
export interface Target {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly look: Look;
  readonly timeoutMs: number;
  /** What is to be otherwise than: wait until ready, leave a failed install, take a failed upgrade back. */
  readonly policy?: Partial<ReleasePolicy>;
  /** 10, Helm's default. */
  readonly maxHistory?: number;
  readonly log: Logger;
}

/** What had to be done. */
export type Deployed = 'installed' | 'upgraded' | 'mended' | 'unchanged';

const revisionsKept = 10; // Helm's default

/**
 * Brings a release to what chart and values say, and waits until it is ready: from nothing, from an attempt that was broken
 * off, from an older revision, or from one whose objects somebody deleted. A failed install is left as it is, to be looked at;
 * the next attempt goes on from there. A failed upgrade is taken back.
 * @throws CapstanError NOT_READY, and what else an install may fail of
 */
export async function deploy(
  deployment: Deployment,
  target: Target,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Deployed> {
  const context = await contextOf(deployment, target, onProgress, signal);
  checkHistory(context.history, context.identity);
  const known = inventoryOf(deployedOf(context.history) ?? noRecord) ?? [];
  const drift = await findMissing(known, target, signal);
  const { history, digest } = context;
  const decision = decide({ deletedAt: undefined, history, digest, drift });
  target.log.debug('Release decided', { release: deployment.name, do: decision.do, because: decision.because });
  if (decision.do === 'install' || decision.do === 'upgrade') {
    const { did } = await act(decision, context, signal);
    return did === 'installed' ? 'installed' : 'upgraded';
  }
  if (decision.do !== 'nothing') await act(decision, context, signal);
  if (context.policy.wait === false) return decision.do === 'correct' ? 'mended' : 'unchanged';
  await awaitReady(lasting(known), target.timeoutMs, target.look, onProgress, signal);
  return decision.do === 'correct' ? 'mended' : 'unchanged';
}

async function contextOf(
  { name, chart, values, data = {} }: Deployment,
  { cluster, namespace, look, timeoutMs, log, policy, maxHistory = revisionsKept }: Target,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ReleaseContext> {
  const identity = {
    name,
    namespace,
    storageNamespace: namespace,
    chartName: chart.metadata.name,
    owner: undefined,
  };
  const capabilities = await cluster.discovery.capabilities(signal);
  return {
    cluster,
    recordCluster: cluster,
    identity,
    policy: {
      ...defaultPolicy,
      wait: true,
      timeoutMs,
      onFailure: { install: 'none', upgrade: 'rollback' },
      ...policy,
    },
    chart,
    values,
    data,
    secrets: data,
    capabilities,
    digest: inputDigest({ chart, values, data, release: { name, namespace }, capabilities }),
    history: await historyOf(name, namespace, cluster, signal),
    live: {
      ...nothingWatched,
      expect: (inventory, wanted = inventory) =>
        onProgress({ ready: 0, total: wanted.length, waiting: 'the API server' }),
      untilReady: (inventory, withinMs, until) =>
        awaitReady(
          inventory.map(({ ref }) => ref),
          withinMs,
          look,
          onProgress,
          until,
        ),
    },
    isRetry: false,
    maxHistory,
    now: () => new Date(),
    log,
    wait: (_, forIt) => forIt(),
    onRecord() {},
    onRecordGone() {},
  };
}

/** Oldest first; [] where there is no release of that name. */
export async function historyOf(
  name: string,
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<History> {
  const { items } = await cluster.list(
    {
      gvk: { group: '', version: 'v1', kind: 'Secret' },
      namespace,
      labelSelector: `owner=helm,name=${name}`,
      metadataOnly: true,
    },
    signal,
  );
  return sortHistory(items.flatMap((secret) => summarize(secret) ?? []));
}

const noRecord = { inventoryText: undefined } as Parameters<typeof inventoryOf>[0];

interface Item {
  readonly ref: ObjectRef;
}

async function findMissing(known: readonly Item[], { look }: Target, signal: AbortSignal): Promise<ObjectRef[]> {
  if (known.length === 0) return [];
  const seen = await look(lasting(known), signal);
  return seen.filter(({ object, readiness }) => !object && readiness.status !== 'Unknown').map(({ ref }) => ref);
}

/** A Job that is through goes by itself after a while. */
function lasting(items: readonly Item[]): ObjectRef[] {
  return items.map(({ ref }) => ref).filter(({ group, kind }) => group !== 'batch' || kind !== 'Job');
}
