import {
  apiVersionOf,
  type Change,
  type Cluster,
  formatGvk,
  Informer,
  type InformerState,
  type KubeObject,
} from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { Corrections } from './corrections.ts';
import type { Dependents } from './dependents.ts';
import { DriftWarnings } from './drift-warning.ts';
import type { EventRecorder } from './events.ts';
import { formatGoDuration } from './go-duration.ts';
import { controllerName, type Metrics } from './metrics.ts';
import type { Reconciler } from './pass.ts';
import { type NextRun, type Run, WorkQueue } from './queue.ts';
import { reconcile } from './reconcile.ts';
import type { RecordCache } from './record-cache.ts';
import { hasInputChanged, keepResource, type Resource } from './resource.ts';
import { Rollout } from './rollout.ts';
import type { Sources } from './sources/index.ts';
import { refFor } from './status-writer.ts';
import type { Watch } from './watches/index.ts';

export interface ControllerOptions {
  readonly watch: Watch;
  readonly cluster: Cluster;
  /** [''] for all. */
  readonly namespaces: readonly string[];
  readonly records: RecordCache;
  readonly dependents: Dependents;
  readonly events: EventRecorder;
  readonly maxConcurrentReconciles: number;
  readonly reconcilePeriodMs: number;
  readonly hookTimeoutMs: number;
  readonly maxHistory: number;
  readonly suppressOverrideValues: boolean;
  readonly sources: Sources;
  readonly isStrict: boolean;
  /** Whether the resource is this replica's to work on, now. */
  readonly isOurs: (namespace: string, name: string) => boolean;
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Logger;
}

/** All resources of one kind: a cache of them, a queue of those to look at, and workers. */
export class Controller {
  readonly name: string;
  readonly #options: ControllerOptions;
  readonly #informers: ReadonlyMap<string, Informer<Resource>>;
  readonly #settled: ReadonlyMap<string, PromiseWithResolvers<void>>;
  readonly #started = new Set<string>();
  readonly #queue: WorkQueue;
  readonly #corrections: Corrections;
  readonly #driftWarnings = new DriftWarnings();
  readonly #rollout: Rollout;
  /** `namespace/release` of the records to the resource that stands for it. */
  readonly #owners = new Map<string, string>();
  readonly #reconciler: Reconciler;
  readonly #log: Logger;

  constructor(options: ControllerOptions) {
    const { watch, metrics } = options;
    this.#options = options;
    this.#corrections = new Corrections(options.now);
    this.#rollout = new Rollout(watch.rolloutIntervalMs, options.now);
    this.name = controllerName(watch.gvk.kind);
    const { kind } = watch.gvk;
    this.#log = options.log.child('controller', { apiVersion: apiVersionOf(watch.gvk), kind });
    this.#settled = new Map(options.namespaces.map((namespace) => [namespace, Promise.withResolvers<void>()]));
    this.#informers = new Map(options.namespaces.map((namespace) => [namespace, this.#informer(namespace)]));
    const store = {
      get: (namespace: string, name: string) => this.#informerFor(namespace)?.get(namespace, name),
      put: (object: KubeObject) => this.#put(object),
    };
    this.#reconciler = {
      ...options,
      store,
      corrections: this.#corrections,
      driftWarnings: this.#driftWarnings,
      rollout: this.#rollout,
      onIdentity: (owner, { storageNamespace, name }) => this.#owners.set(`${storageNamespace}/${name}`, owner),
      log: this.#log,
    };
    this.#queue = new WorkQueue({
      concurrency: options.maxConcurrentReconciles,
      random: options.random,
      work: (run) => this.#work(run),
      observe: {
        added: () => {
          metrics.queueAdded(this.name);
          metrics.queueDepth(this.name, this.#queue.depth);
        },
        retried: () => metrics.queueRetried(this.name),
        broken: (key, error) => {
          metrics.reconcileBroke(this.name);
          this.#log.error('Reconcile broke off', error, { key });
        },
        started: (key, waitedMs) => {
          metrics.queueDepth(this.name, this.#queue.depth);
          metrics.workStarted(this.name, key, waitedMs / 1000);
        },
        finished: (key) => metrics.workDone(this.name, key),
      },
    });
    metrics.controllerStarted(this.name, options.maxConcurrentReconciles);
  }

  /** To be called for a namespace once its records are known: without them every resource would look new. */
  start(namespace: string, signal: AbortSignal): void {
    const { watch, reconcilePeriodMs } = this.#options;
    const reconcilePeriod = formatGoDuration(watch.reconcilePeriodMs ?? reconcilePeriodMs);
    this.#log.info('Watching resource', { namespace, reconcilePeriod });
    this.#started.add(namespace);
    this.#informers.get(namespace)?.start(signal);
  }

  /** Resolves when no resource that is watched is older than this call. */
  async refreshed(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#started].map((namespace) => this.#informers.get(namespace)?.refreshed(signal)));
  }

  /** Some resources have become this replica's: they are all looked at. */
  gained(isGained: (namespace: string, name: string) => boolean): void {
    for (const { namespace, name, object } of this.#resources()) {
      if (!isGained(namespace, name)) continue;
      this.#seen(object);
      this.#add(this.#key(namespace, name), true);
    }
  }

  /** Some resources are not this replica's any more: resolves when none of them is worked on, by the grace at the latest. */
  async lost(isLost: (namespace: string, name: string) => boolean, graceMs: number): Promise<void> {
    const { metrics, watch } = this.#options;
    await this.#queue.drop((key) => {
      const [, namespace = '', name = ''] = key.split('|');
      return isLost(namespace, name);
    }, graceMs);
    metrics.queueDepth(this.name, this.#queue.depth);
    for (const { namespace, name } of this.#resources()) {
      if (!isLost(namespace, name)) continue;
      metrics.resourceGone(refFor(watch.gvk, namespace, name));
      this.#forget(this.#key(namespace, name));
    }
  }

  /** Resolves when the namespace's resources are known, or their kind is known not to exist yet: that is no reason not to be ready. */
  async settled(namespace: string): Promise<void> {
    await this.#settled.get(namespace)?.promise;
  }

  /**
   * A resource to be looked at, by an owner key of this controller. Not urgent: it does not cut a back-off short. What only
   * changes the status may wait a moment: a roll-out's many small steps become one write.
   */
  enqueue(owner: string, isDrift: boolean): void {
    if (isDrift) this.#add(owner);
    else if (this.#isOurs(owner)) this.#queue.addWithin(owner, statusDelayMs);
  }

  /** What the resource takes from other objects is not as it was: as urgent as a change of its spec. */
  sourceChanged(owner: string): void {
    this.#add(owner, true);
  }

  /** A release record of that name came, went or changed. */
  recordChanged(namespace: string, releaseName: string): void {
    const owner = this.#owners.get(`${namespace}/${releaseName}`) ?? this.#key(namespace, releaseName);
    const [, at = '', name = ''] = owner.split('|');
    if (this.#informerFor(at)?.get(at, name)) this.#add(owner);
  }

  owns(owner: string): boolean {
    return owner.startsWith(`${formatGvk(this.#options.watch.gvk)}|`);
  }

  stop(graceMs: number): Promise<void> {
    return this.#queue.stop(graceMs);
  }

  #informer(namespace: string): Informer<Resource> {
    const { watch, cluster } = this.#options;
    const { gvk, selector } = watch;
    return new Informer<Resource>(cluster, {
      target: { gvk, namespace, ...(selector === undefined ? {} : { labelSelector: selector }) },
      transform: keepResource,
      onChange: (change) => this.#changed(change),
      onState: (state, error) => {
        if (settledStates.has(state)) this.#settled.get(namespace)?.resolve();
        if (state === 'absent') {
          this.#log.info('Waiting for the CustomResourceDefinition: the API server does not know the kind', {
            namespace,
          });
        } else if (state === 'forbidden') this.#log.error('Resources cannot be watched', error, { namespace });
        else if (state === 'synced') this.#log.debug('Resources are known', { namespace });
      },
      log: this.#log,
    });
  }

  #informerFor(namespace: string): Informer<Resource> | undefined {
    const known = this.#informers.get(namespace) ?? this.#informers.get('');
    if (known || namespace !== '') return known;
    const [first = ''] = this.#started; // a cluster-scoped kind shows in the watch of every namespace
    return this.#informers.get(first);
  }

  /** The event of what is put is told to nobody: if it brought another's change of the inputs along, that is seen here. */
  #put(object: KubeObject): void {
    const { namespace = '', name } = object.metadata;
    const informer = this.#informerFor(namespace);
    const before = informer?.get(namespace, name);
    informer?.put(object);
    const after = informer?.get(namespace, name);
    if (before && after && hasInputChanged(before, after)) this.#add(this.#key(namespace, name), true);
  }

  #key(namespace: string, name: string): string {
    return `${formatGvk(this.#options.watch.gvk)}|${namespace}|${name}`;
  }

  #isOurs(key: string): boolean {
    const [, namespace = '', name = ''] = key.split('|');
    return this.#options.isOurs(namespace, name);
  }

  #add(key: string, urgent = false): void {
    if (this.#isOurs(key)) this.#queue.add(key, urgent);
  }

  *#resources(): Generator<{ namespace: string; name: string; object: KubeObject }> {
    for (const informer of this.#informers.values()) {
      for (const { object } of informer.values()) {
        const { namespace = '', name } = object.metadata;
        yield { namespace, name, object };
      }
    }
  }

  #seen({ metadata: { namespace = '', name, creationTimestamp = '' } }: KubeObject): void {
    const { metrics, watch } = this.#options;
    metrics.resourceSeen(refFor(watch.gvk, namespace, name), Date.parse(creationTimestamp) / 1000);
  }

  #changed(change: Change<Resource>): void {
    const { watch, metrics } = this.#options;
    const { name, namespace = '' } = change.value.object.metadata;
    const key = this.#key(namespace, name);
    if (change.type === 'deleted') {
      metrics.resourceGone(refFor(watch.gvk, namespace, name));
      this.#forget(key);
      this.#queue.forget(key);
      return;
    }
    if (change.type === 'added' && this.#isOurs(key)) this.#seen(change.value.object);
    if (!change.previous || hasInputChanged(change.previous, change.value)) this.#add(key, true);
  }

  #forget(key: string): void {
    const { dependents, sources } = this.#options;
    dependents.forget(key);
    this.#corrections.forget(key);
    this.#driftWarnings.forget(key);
    this.#rollout.forget(key);
    sources.forget(key);
    for (const [release, owner] of this.#owners) if (owner === key) this.#owners.delete(release);
  }

  async #work(run: Run): Promise<NextRun> {
    const { metrics, watch, now } = this.#options;
    const [, namespace = '', name = ''] = run.key.split('|');
    const started = now().getTime();
    const next = await reconcile(this.#reconciler, refFor(watch.gvk, namespace, name), run);
    const hasFailed = next.after === 'backoff' || next.isFailure === true;
    const result = hasFailed ? 'error' : next.after === 'delay' ? 'requeue_after' : 'success';
    const isFinal = hasFailed && next.after === 'nothing';
    metrics.reconciled(this.name, result, (now().getTime() - started) / 1000, isFinal);
    return next;
  }
}

const statusDelayMs = 250;

const settledStates: ReadonlySet<InformerState> = new Set<InformerState>(['synced', 'absent', 'forbidden']);
