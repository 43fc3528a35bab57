import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Cluster, LeaderElector } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { Controller } from './controller.ts';
import { Dependents } from './dependents.ts';
import { EventRecorder } from './events.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { RecordCache } from './record-cache.ts';
import type { Watch } from './watches.ts';

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
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly suppressOverrideValues: boolean;
}

const graceMs = 20_000; // a pod has 30 s between SIGTERM and SIGKILL

/**
 * Runs until the signal: alone, or as the leader among replicas. A stop lets reconciles that are under way finish; what
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
    await lead(options, health, leading);
  }, signal);
}

async function lead(options: OperatorOptions, health: Health, signal: AbortSignal): Promise<void> {
  const { cluster, log, watches, metrics } = options;
  // Watches outlive the signal: reconciles that finish during the grace period still see the world.
  const watching = new AbortController();
  const namespaces = options.namespaces.length === 0 ? [''] : options.namespaces;
  const controllers: Controller[] = [];
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
  const now = () => new Date();
  const events = new EventRecorder(cluster, log.child('events'), now);
  const { random } = Math;
  const shared = { ...options, namespaces, records, dependents, events, now, random, metrics };
  for (const watch of watches) controllers.push(new Controller({ ...shared, watch }));
  try {
    records.start(watching.signal);
    const settled = namespaces.map((namespace) => {
      const started = startNamespace(namespace, records, controllers, watching.signal);
      return Promise.race([started, refused.get(namespace)?.promise]);
    });
    if (!(await isDoneBefore(signal, Promise.all(settled)))) return;
    health.ready = true;
    log.info('Operator is ready');
    await isDoneBefore(signal, new Promise<never>(() => {}));
  } finally {
    if (options.leaderElection === undefined) health.ready = false;
    await stopAll(controllers, log);
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

async function stopAll(controllers: readonly Controller[], log: Logger): Promise<void> {
  log.info('Stopping: reconciles under way are finished');
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
