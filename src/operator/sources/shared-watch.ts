import { isDeepStrictEqual } from 'node:util';
import {
  abortable,
  type Cluster,
  Informer,
  type InformerState,
  type KubeObject,
  type ListTarget,
} from '../../cluster/index.ts';
import type { CapstanError } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';

/** Whether a change of one object matters; undefined: it was, or is, not there. */
export type Concerns = (before: KubeObject | undefined, after: KubeObject | undefined) => boolean;

export interface SharedWatchOptions {
  readonly cluster: Cluster;
  readonly target: ListTarget;
  readonly log: Logger;
  readonly onChange: (owner: string) => void;
  /** undefined: the kind is there. */
  readonly onServed: (absence: CapstanError | undefined) => void;
}

interface Interest {
  readonly concerns: Concerns;
  /** Only who was told something can be outdated. */
  readonly isAnswered: boolean;
}

/** One watch, for all owners who asked for the same set of objects. Objects are kept without managedFields and version. */
export class SharedWatch {
  readonly #informer: Informer<KubeObject>;
  readonly #onChange: (owner: string) => void;
  readonly #onServed: SharedWatchOptions['onServed'];
  readonly #interests = new Map<string, Interest>();
  readonly #stop = new AbortController();
  /** Resolves at the first word about the objects: they are listed, or cannot be. */
  readonly #known = Promise.withResolvers<void>();
  #hasListed = false;
  #fault: CapstanError | undefined;

  constructor({ cluster, target, log, onChange, onServed }: SharedWatchOptions, signal: AbortSignal) {
    this.#onChange = onChange;
    this.#onServed = onServed;
    this.#informer = new Informer(cluster, {
      target,
      transform: withoutVersion,
      onChange: (change) => {
        const before = change.type === 'deleted' ? change.value : change.previous;
        const after = change.type === 'deleted' ? undefined : change.value;
        this.#tell(before, after);
      },
      onState: (state, error) => this.#enter(state, error),
      log,
    });
    this.#known.promise.catch(() => {}); // nobody has to wait for it
    this.#informer.start(AbortSignal.any([signal, this.#stop.signal]));
  }

  get hasInterest(): boolean {
    return this.#interests.size > 0;
  }

  /**
   * The objects as they are; from now on changes are told to the owner.
   * @param isAlso the owner asks once more for something else: what concerned it before still does
   * @throws CapstanError KIND_UNKNOWN, FORBIDDEN, or why they could not be read so far; the owner is told when they can be
   */
  async objectsFor(
    owner: string,
    concerns: Concerns,
    signal: AbortSignal,
    isAlso = false,
  ): Promise<readonly KubeObject[]> {
    const former = isAlso ? this.#interests.get(owner)?.concerns : undefined;
    const either: Concerns = (before, after) => former?.(before, after) === true || concerns(before, after);
    this.#interests.set(owner, { concerns: former ? either : concerns, isAnswered: false });
    await abortable(this.#known.promise, signal);
    const interest = this.#interests.get(owner); // none any more: it was dropped meanwhile
    if (interest) this.#interests.set(owner, { ...interest, isAnswered: true });
    if (this.#fault) throw this.#fault;
    return [...this.#informer.values()];
  }

  /** See Informer. A watch that ends meanwhile has nobody to wait for it. */
  async refreshed(signal: AbortSignal): Promise<void> {
    await this.#informer.refreshed(AbortSignal.any([signal, this.#stop.signal])).catch(() => signal.throwIfAborted());
  }

  put(object: KubeObject): void {
    this.#informer.put(object);
  }

  drop(owner: string): void {
    this.#interests.delete(owner);
  }

  /** Who still waits for the first word is told that none will come. */
  stop(): void {
    this.#stop.abort();
    this.#known.reject(new DOMException('the watch was stopped', 'AbortError'));
  }

  #enter(state: InformerState, error: CapstanError | undefined): void {
    if (state === 'syncing') return;
    const before = this.#fault;
    if (state === 'synced') {
      this.#hasListed = true;
      this.#fault = undefined;
    } else if (state !== 'reconnecting' || !this.#hasListed) this.#fault = error; // else what was seen still counts
    if (state === 'absent') this.#hasListed = false;
    if (state === 'absent' || state === 'synced') this.#onServed(error);
    this.#known.resolve();
    if (before?.code === this.#fault?.code) return;
    for (const [owner, { isAnswered }] of this.#interests) if (isAnswered) this.#onChange(owner);
  }

  #tell(before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (isDeepStrictEqual(before, after)) return;
    for (const [owner, { isAnswered, concerns }] of this.#interests) {
      if (isAnswered && concerns(before, after)) this.#onChange(owner);
    }
  }
}

function withoutVersion(object: KubeObject): KubeObject {
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata;
  return { ...object, metadata };
}
