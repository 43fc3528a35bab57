import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Cluster, LeaderElector } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { Controller } from './controller.ts';
import { Dependents } from './dependents.ts';
import { EventRecorder } from './events.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { RecordCache } from './record-cache.ts';
import { shareWork } from './shared-work.ts';
import { Sources } from './sources/index.ts';
import type { Watch } from './watches/index.ts';

/** Read once at the edge, checked, and never changed. */
export interface OperatorOptions {
  readonly watches: readonly Watch[];
  /** [] = all. */
  readonly namespaces: readonly string[];
  readonly cluster: Cluster;
  readonly maxConcurrentReconciles: number;
  /** 0: none. */
  readonly reconcilePeriodMs: number;
  /** Revisions kept; 0 keeps all. */
  readonly maxHistory: number;
  readonly hookTimeoutMs: number;
  readonly leaderElection: { readonly namespace: string; readonly name: string } | undefined;
  readonly shards: { readonly count: number; readonly namespace: string; readonly name: string } | undefined;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly suppressOverrideValues: boolean;
  /** helm-operator's own ways, where better ones exclude them. */
  readonly isStrict: boolean;
}

const graceMs = 20_000; // a pod has 30 s between SIGTERM and SIGKILL

/**
 * Runs until the signal: alone, as the leader among replicas, or on its share of the work beside them. A stop lets reconciles that are under way finish; what
 * is still waiting then is broken off and resumed by the next start.
 * @throws CapstanError LEASE_LOST when another replica took over: the process must end
 */
export async function runOperator(options: OperatorOptions, health: Health, signal: AbortSignal): Promise<void> {
  const { leaderElection, cluster, metrics, log } = options;
  if (!leaderElection) return lead(options, health, signal);
  const { name, namespace } = leaderElection;
  const identity = `${hostname()}_${randomUUID()}`;
  const elector = new LeaderElector(cluster, { namespace, name, identity, log: log.child('leader-election') });
  metrics.leaderStatus(name, false);
  health.ready = true; // a replica that stands by is ready to
  await elector.run(async (leading) => {
    log.info('Became leader', { lease: `${namespace}/${name}` });
    metrics.leaderStatus(name, true);
    const fenced = cluster.writingWhile(() => elector.mayWrite());
    await lead({ ...options, cluster: fenced }, health, leading);
  }, signal);
}

async function lead(options: OperatorOptions, health: Health, signal: AbortSignal): Promise<void> {
  const { log, watches, metrics } = options;
  // Watches outlive the signal: reconciles that finish during the grace period still see the world.
  const watching = new AbortController();
  const namespaces = options.namespaces.length === 0 ? [''] : options.namespaces;
  const controllers: Controller[] = [];
  const shards = shareWork(options, graceMs, () => ({ controllers, caches: [records, dependents, sources] }));
  const cluster = shards ? options.cluster.writingWhile(() => shards.mayWrite()) : options.cluster;
  const isOurs = (namespace: string, name: string) => shards?.has(namespace, name) ?? true;
  const refused = new Map(namespaces.map((namespace) => [namespace, Promise.withResolvers<void>()]));
  const records = new RecordCache({
    cluster,
    namespaces,
    log: log.child('records'),
    onChange: (namespace, name) => {
      for (const controller of controllers) controller.recordChanged(namespace, name);
    },
    onForbidden: (namespace, error) => {
      log.error('Releases cannot be read: the namespace is left alone until they can', error, { namespace });
      refused.get(namespace)?.resolve();
    },
  });
  const dependents = new Dependents({
    cluster,
    isWatchingAll: options.namespaces.length === 0,
    log: log.child('dependents'),
    onChange: (owner, isDrift) => controllers.find((one) => one.owns(owner))?.enqueue(owner, isDrift),
    signal: watching.signal,
  });
  const sources = new Sources({
    cluster,
    namespaces,
    log: log.child('sources'),
    onChange: (owner) => controllers.find((one) => one.owns(owner))?.sourceChanged(owner),
    signal: watching.signal,
  });
  const now = () => new Date();
  const events = new EventRecorder(cluster, log.child('events'), now);
  const { random } = Math;
  const shared = {
    ...options,
    cluster,
    namespaces,
    records,
    dependents,
    sources,
    events,
    isOurs,
    now,
    random,
    metrics,
  };
  for (const watch of watches) controllers.push(new Controller({ ...shared, watch }));
  let isLost = false;
  try {
    records.start(watching.signal);
    const settled = namespaces.map((namespace) => {
      const started = startNamespace(namespace, records, controllers, watching.signal);
      return Promise.race([started, refused.get(namespace)?.promise]);
    });
    if (!(await isDoneBefore(signal, Promise.all(settled)))) return;
    health.ready = true;
    log.info('Operator is ready');
    if (shards) await shards.run(signal);
    else await isDoneBefore(signal, new Promise<never>(() => {}));
  } catch (error) {
    isLost = isCapstanError(error, 'LEASE_LOST');
    throw error;
  } finally {
    if (options.leaderElection === undefined) health.ready = false;
    // Another one takes over: what runs must not go on to its end.
    await stopAll(controllers, isLost || isCapstanError(signal.reason, 'LEASE_LOST') ? 0 : graceMs, log);
    watching.abort();
  }
}

/** Resolves when all resources of the namespace are known. One namespace that cannot be served holds no other up. */
async function startNamespace(
  namespace: string,
  records: RecordCache,
  controllers: readonly Controller[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await records.synced(namespace, signal);
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  for (const controller of controllers) controller.start(namespace, signal);
  await Promise.all(controllers.map((controller) => controller.settled(namespace)));
}

async function stopAll(controllers: readonly Controller[], graceMs: number, log: Logger): Promise<void> {
  log.info(
    graceMs > 0 ? 'Stopping: reconciles under way are finished' : 'Stopping: reconciles under way are broken off',
  );
  await Promise.all(controllers.map((controller) => controller.stop(graceMs)));
  log.info('Stopped');
}

/** Waits for the promise; false when the signal came first. */
async function isDoneBefore(signal: AbortSignal, promise: Promise<unknown>): Promise<boolean> {
  promise.catch(() => {}); // who stops no longer listens to what fails
  if (signal.aborted) return false;
  const { promise: aborted, resolve } = Promise.withResolvers<boolean>();
  const stop = () => resolve(false);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise.then(() => true), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
