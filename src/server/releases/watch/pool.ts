import {
  abortable,
  type Cluster,
  formatGvk,
  Informer,
  type KubeObject,
  type ListTarget,
} from '../../../cluster/index.ts';
import type { CapstanError } from '../../../errors/index.ts';
import { silentLogger } from '../../../log/index.ts';

/** The objects of a target as they were told last. */
export interface Seen {
  readonly items: Iterable<KubeObject>;
  /** Why they may not be all, or not be new. */
  readonly problem: CapstanError | undefined;
}

/** A hold on what is watched. */
export interface Hold {
  /** Waits for the first list, or for the reason why there is none. */
  see(signal: AbortSignal): Promise<Seen>;
  drop(): void;
}

interface Watch {
  readonly informer: Informer<KubeObject>;
  readonly end: AbortController;
  readonly listeners: Set<() => void>;
  /** Resolves with the first list, or the first failure of one. */
  readonly settled: Promise<void>;
  problem: CapstanError | undefined;
  ending: NodeJS.Timeout | undefined;
}

/**
 * Watches that are shared by all who look at the same, and outlive the last one by a moment: who reloads a page finds
 * everything still there.
 */
export class WatchPool {
  readonly #cluster: Cluster;
  readonly #lingerMs: number;
  readonly #watches = new Map<string, Watch>();

  constructor(cluster: Cluster, lingerMs: number) {
    this.#cluster = cluster;
    this.#lingerMs = lingerMs;
  }

  /** @param listener told whenever there may be something new to see */
  hold(target: ListTarget, listener: () => void): Hold {
    const key = targetKey(target);
    const watch = this.#watches.get(key) ?? this.#start(key, target);
    clearTimeout(watch.ending);
    watch.listeners.add(listener);
    return {
      see: async (signal) => {
        await abortable(watch.settled, signal);
        return { items: watch.informer.values(), problem: watch.problem };
      },
      drop: () => {
        watch.listeners.delete(listener);
        if (watch.listeners.size > 0) return;
        watch.ending = setTimeout(() => this.#stop(key, watch), this.#lingerMs).unref();
      },
    };
  }

  /** Ends all of them. */
  end(): void {
    for (const [key, watch] of this.#watches) this.#stop(key, watch);
  }

  #start(key: string, target: ListTarget): Watch {
    const settled = Promise.withResolvers<void>();
    const end = new AbortController();
    const listeners = new Set<() => void>();
    const tell = () => {
      for (const listener of listeners) listener();
    };
    const informer = new Informer<KubeObject>(this.#cluster, {
      target,
      transform: withoutClutter,
      onChange: tell,
      onState: (state, error) => {
        watch.problem = state === 'synced' || state === 'syncing' ? undefined : error;
        if (state !== 'syncing') settled.resolve();
        tell();
      },
      log: silentLogger,
    });
    const watch: Watch = { informer, end, listeners, settled: settled.promise, problem: undefined, ending: undefined };
    this.#watches.set(key, watch);
    informer.start(end.signal);
    return watch;
  }

  #stop(key: string, watch: Watch): void {
    clearTimeout(watch.ending);
    watch.end.abort();
    if (this.#watches.get(key) === watch) this.#watches.delete(key);
  }
}

export function targetKey({ gvk, namespace = '', labelSelector = '', metadataOnly = false }: ListTarget): string {
  return [formatGvk(gvk), namespace, labelSelector, metadataOnly].join('|');
}

/** kubectl's copy of what it last applied, which of a Secret is all it holds. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutClutter(object: KubeObject): KubeObject {
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  if (!annotations) return { ...object, metadata };
  const { [lastApplied]: __, ...kept } = annotations;
  return { ...object, metadata: { ...metadata, annotations: kept } };
}
