import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { abortable, pause } from './abort.ts';
import type { ApiResource } from './api-resource.ts';
import type { Cluster } from './cluster.ts';
import { acceptOf, type ListTarget, listAll, listRequest, typed } from './list.ts';
import { formatGvk, type KubeObject } from './object.ts';
import type { ApiRequest } from './request.ts';
import { type Change, WatchCache } from './watch-cache.ts';
import { parseWatchEvent } from './watch-events.ts';
import { defaultTimings, type InformerState, reactTo, type Timings } from './watch-retry.ts';

export type { Change } from './watch-cache.ts';
export type { InformerState } from './watch-retry.ts';

export interface InformerOptions<T> {
  readonly target: ListTarget;
  /** Called once per arrival; what it returns is all that is kept, so it leaves out managedFields and whatever nobody reads. */
  readonly transform: (object: KubeObject) => T;
  /** Called after the whole list, or the event, is in the cache. */
  readonly onChange: (change: Change<T>) => void;
  readonly log: Logger;
  /** Told whenever the state changes, with the error that changed it. */
  readonly onState?: (state: InformerState, error?: CapstanError) => void;
  readonly timings?: Timings;
}

/** After so many watches in a row that broke at the same unreadable event, a new list goes round it, as client-go does. */
const longestUnreadable = 3;

/**
 * The objects of one kind, namespace and selector, as the API server has them: a list, then watches that go on where the
 * last one stopped, for as long as the signal lets it. Whatever happens it tries again, ever more slowly; it lists again only
 * when the server has forgotten its position.
 *
 *   syncing       a list is under way
 *   synced        the cache follows the server
 *   reconnecting  the cache is as it was: the server is away or answers with errors
 *   forbidden     likewise: the credentials may not list or watch this
 *   absent        the kind does not exist (any more); the cache is empty
 */
export class Informer<T> {
  readonly #cluster: Cluster;
  readonly #options: InformerOptions<T>;
  readonly #timings: Timings;
  readonly #log: Logger;
  readonly #cache: WatchCache<T>;
  #state: InformerState = 'syncing';
  /** Where the kind is served, once it has been found. */
  #resource: ApiResource | undefined;
  #listed = Promise.withResolvers<void>();
  #hasListed = false;
  #mustList = true;
  /** performance.now() when the watch was asked for. */
  #watchingSince: number | undefined;
  /** Ends in a row of watches that did not hold. */
  #failures = 0;
  /** Lines in a row that were no event. */
  #unreadable = 0;
  /** Ends the watch under way, for a list to come first. */
  #interruption = new AbortController();
  #refreshing: PromiseWithResolvers<void>[] = [];

  constructor(cluster: Cluster, options: InformerOptions<T>) {
    const { target } = options;
    this.#cluster = cluster;
    this.#options = options;
    this.#timings = options.timings ?? defaultTimings;
    this.#cache = new WatchCache(options.transform);
    this.#log = options.log.child('informer', {
      watched: formatGvk(target.gvk),
      ...(target.namespace ? { namespace: target.namespace } : {}),
    });
    this.#listed.promise.catch(() => {}); // nobody has to wait for it
  }

  /** To be called once. Runs until the signal aborts; never throws. */
  start(signal: AbortSignal): void {
    void this.#run(signal);
  }

  get state(): InformerState {
    return this.#state;
  }

  /** Resolves when the objects are in the cache, whatever happened to the watch since. Rejects with an AbortError. */
  synced(signal?: AbortSignal): Promise<void> {
    return abortable(this.#listed.promise, signal);
  }

  /**
   * Resolves when the cache is not older than this call, whatever the watch has delivered: a list that begins now is in
   * it. Also when nobody may list it, or the kind does not exist: there is nothing newer to be had then.
   */
  refreshed(signal?: AbortSignal): Promise<void> {
    const refresh = Promise.withResolvers<void>();
    refresh.promise.catch(() => {}); // nobody has to wait for it
    this.#refreshing.push(refresh);
    this.#mustList = true;
    this.#interruption.abort();
    return abortable(refresh.promise, signal);
  }

  /** `namespace` is '' for cluster-scoped kinds. */
  get(namespace: string, name: string): T | undefined {
    return this.#cache.get(`${namespace}/${name}`);
  }

  values(): Iterable<T> {
    return this.#cache.values();
  }

  get size(): number {
    return this.#cache.size;
  }

  /**
   * Takes the answer of an own write at once, unless the cache has something newer. Its event, when it comes, is told to
   * nobody: the writer knows. The object must be one of the target's: selectors are not looked at.
   */
  put(object: KubeObject): void {
    this.#cache.put(object);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#watchingSince = undefined;
      this.#interruption = new AbortController();
      let error: CapstanError | undefined;
      try {
        const resource = await this.#find(signal);
        if (this.#mustList) await this.#list(resource, signal);
        await this.#watch(resource, AbortSignal.any([signal, this.#interruption.signal]));
      } catch (thrown) {
        if (signal.aborted) break;
        if (this.#interruption.signal.aborted && isAbort(thrown)) continue;
        error = await this.#explain(thrown, signal);
      }
      const heldMs = performance.now() - (this.#watchingSince ?? performance.now());
      this.#failures = heldMs >= this.#timings.healthyAfterMs ? 1 : this.#failures + 1;
      const waitMs = this.#react(error);
      await pause(waitMs, AbortSignal.any([signal, this.#interruption.signal])).catch(() => {}); // aborted: ends, or lists
    }
    const stopped = Object.assign(new DOMException('the informer was stopped', 'AbortError'), { cause: signal.reason });
    for (const { reject } of [this.#listed, ...this.#refreshing]) reject(stopped);
  }

  /**
   * Discovery is asked only for a kind that is new here: in the first seconds after its start an API server leaves custom
   * resources out of it, although it serves them.
   */
  async #find(signal: AbortSignal): Promise<ApiResource> {
    this.#resource ??= await this.#cluster.discovery.resourceFor(this.#options.target.gvk, signal);
    if (this.#state === 'absent') this.#enter('syncing');
    return this.#resource;
  }

  async #list(resource: ApiResource, signal: AbortSignal): Promise<void> {
    const refreshing = this.#refreshing.length;
    this.#interruption = new AbortController();
    const { items, resourceVersion } = await listAll(
      (request) => this.#cluster.request(request, signal),
      resource,
      this.#options.target,
    );
    const changes = this.#cache.applyList(items, resourceVersion);
    this.#mustList = this.#refreshing.length > refreshing;
    this.#unreadable = 0;
    this.#hasListed = true;
    this.#listed.resolve();
    this.#enter('synced');
    for (const change of changes) this.#tell(change);
    for (const { resolve } of this.#refreshing.splice(0, refreshing)) resolve();
  }

  /** Returns when the server closes the watch. */
  async #watch(resource: ApiResource, signal: AbortSignal): Promise<void> {
    const { target } = this.#options;
    const seconds = this.#chooseWatchSeconds();
    this.#watchingSince = performance.now();
    const list = listRequest(resource, target);
    const request: ApiRequest = {
      ...list,
      accept: acceptOf('PartialObjectMetadata', target.metadataOnly),
      query: {
        ...list.query,
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#cache.position,
        timeoutSeconds: seconds,
      },
      idleTimeoutMs: seconds * 1_000 + this.#timings.graceMs,
    };
    const lines = this.#cluster.stream(request, signal, () => this.#enter('synced'));
    for await (const line of lines) this.#receive(line);
  }

  #receive(line: string): void {
    this.#unreadable++;
    const { type, object } = parseWatchEvent(line);
    this.#unreadable = 0;
    this.#enter('synced');
    const change = this.#cache.applyEvent({ type, object: typed(object, this.#options.target.gvk) });
    if (change !== undefined) this.#tell(change);
  }

  #react(error: CapstanError | undefined): number {
    const { state, waitMs, mustList } = reactTo(error, this.#failures, this.#timings, Math.random());
    this.#mustList ||= mustList || this.#unreadable >= longestUnreadable;
    if (state === 'absent') this.#forget();
    if (state === 'absent' || state === 'forbidden') for (const { resolve } of this.#refreshing.splice(0)) resolve();
    if (state !== undefined) this.#enter(state, error);
    if (this.#log.isDebug()) this.#log.debug('watch ended', { error: error?.message, waitMs: Math.round(waitMs) });
    return waitMs;
  }

  /**
   * A 404 of a collection means that the kind is gone, if discovery says so too: a proxy in front of a server that is
   * being restarted must not empty the cache.
   */
  async #explain(thrown: unknown, signal: AbortSignal): Promise<CapstanError> {
    if (!isCapstanError(thrown)) {
      this.#mustList = true;
      return new CapstanError('INTERNAL', messageOf(thrown), { cause: thrown });
    }
    if (thrown.status !== 404) return thrown;
    try {
      this.#cluster.discovery.invalidate();
      await this.#cluster.discovery.resourceFor(this.#options.target.gvk, signal);
      return new CapstanError('NOT_FOUND', thrown.message, { status: 404, cause: thrown });
    } catch (error) {
      return isCapstanError(error) ? error : thrown;
    }
  }

  /** The kind is gone, and its objects with it. */
  #forget(): void {
    this.#resource = undefined;
    const changes = this.#cache.clear();
    if (this.#hasListed) {
      this.#hasListed = false;
      this.#listed = Promise.withResolvers();
      this.#listed.promise.catch(() => {});
    }
    for (const change of changes) this.#tell(change);
  }

  #enter(state: InformerState, error?: CapstanError): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#logState(state, error);
    this.#guard(() => this.#options.onState?.(state, error));
  }

  /** A kind that is forbidden or absent is the listener's to log, where there is one: it knows what that means. */
  #logState(state: InformerState, error: CapstanError | undefined): void {
    const isFault = state === 'reconnecting' || (state === 'forbidden' && this.#options.onState === undefined);
    const level = isFault ? 'warn' : 'debug';
    this.#log[level]('informer changed state', { state, ...(error ? { code: error.code, error: error.message } : {}) });
  }

  #tell(change: Change<T>): void {
    this.#guard(() => this.#options.onChange(change));
  }

  /** A caller's fault must not end the informer. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#log.error('a listener of the informer failed', error);
    }
  }

  /** Random, so that the watches of one process do not end together. */
  #chooseWatchSeconds(): number {
    const [shortest, longest] = this.#timings.watchSeconds;
    return Math.round(shortest + Math.random() * (longest - shortest));
  }
}
