import {
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
import type { EventRecorder } from './events.ts';
import { controllerName, type Metrics } from './metrics.ts';
import type { Reconciler } from './pass.ts';
import { type NextRun, type Run, WorkQueue } from './queue.ts';
import { reconcile } from './reconcile.ts';
import type { RecordCache } from './record-cache.ts';
import { hasInputChanged, keepResource, type Resource } from './resource.ts';
import { refFor } from './status-writer.ts';
import type { Watch } from './watches.ts';

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
  readonly #queue: WorkQueue;
  readonly #corrections: Corrections;
  readonly #reconciler: Reconciler;
  readonly #log: Logger;

  constructor(options: ControllerOptions) {
    const { watch, metrics } = options;
    this.#options = options;
    this.#corrections = new Corrections(options.now);
    this.name = controllerName(watch.gvk.kind);
    this.#log = options.log.child('controller', { gvk: formatGvk(watch.gvk) });
    this.#settled = new Map(options.namespaces.map((namespace) => [namespace, Promise.withResolvers<void>()]));
    this.#informers = new Map(options.namespaces.map((namespace) => [namespace, this.#informer(namespace)]));
    const store = {
      get: (namespace: string, name: string) => this.#informerFor(namespace)?.get(namespace, name),
      put: (object: KubeObject) => this.#put(object),
    };
    this.#reconciler = { ...options, store, corrections: this.#corrections, log: this.#log };
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
        broken: (key, error) => this.#log.error('Reconcile broke off', error, { key }),
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
    this.#log.info('Watching resource', { namespace });
    this.#informers.get(namespace)?.start(signal);
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
    if (isDrift) this.#queue.add(owner);
    else this.#queue.addWithin(owner, statusDelayMs);
  }

  /** A release record of that name came, went or changed. */
  recordChanged(namespace: string, releaseName: string): void {
    const key = this.#key(namespace, releaseName);
    if (this.#informerFor(namespace)?.get(namespace, releaseName)) this.#queue.add(key);
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
    return this.#informers.get(namespace) ?? this.#informers.get('');
  }

  /** The event of what is put is told to nobody: if it brought another's change of the inputs along, that is seen here. */
  #put(object: KubeObject): void {
    const { namespace = '', name } = object.metadata;
    const informer = this.#informerFor(namespace);
    const before = informer?.get(namespace, name);
    informer?.put(object);
    const after = informer?.get(namespace, name);
    if (before && after && hasInputChanged(before, after)) this.#queue.add(this.#key(namespace, name), true);
  }

  #key(namespace: string, name: string): string {
    return `${formatGvk(this.#options.watch.gvk)}|${namespace}|${name}`;
  }

  #changed(change: Change<Resource>): void {
    const { watch, metrics, dependents } = this.#options;
    const { name, namespace = '', creationTimestamp = '' } = change.value.object.metadata;
    const key = this.#key(namespace, name);
    const ref = refFor(watch.gvk, namespace, name);
    if (change.type === 'deleted') {
      metrics.resourceGone(ref);
      dependents.forget(key);
      this.#corrections.forget(key);
      this.#queue.forget(key);
      return;
    }
    if (change.type === 'added') metrics.resourceSeen(ref, Date.parse(creationTimestamp) / 1000);
    if (!change.previous || hasInputChanged(change.previous, change.value)) this.#queue.add(key, true);
  }

  async #work(run: Run): Promise<NextRun> {
    const { metrics, watch, now } = this.#options;
    const [, namespace = '', name = ''] = run.key.split('|');
    const started = now().getTime();
    const next = await reconcile(this.#reconciler, refFor(watch.gvk, namespace, name), run);
    const result = next.after === 'backoff' ? 'error' : next.after === 'delay' ? 'requeue_after' : 'success';
    metrics.reconciled(this.name, result, (now().getTime() - started) / 1000);
    return next;
  }
}

const statusDelayMs = 250;

const settledStates: ReadonlySet<InformerState> = new Set<InformerState>(['synced', 'absent', 'forbidden']);
