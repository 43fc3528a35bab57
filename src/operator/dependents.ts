import {
  appliedFieldsHash,
  type Change,
  type Cluster,
  formatGvk,
  hasReadiness,
  Informer,
  type KubeObject,
  keyOf,
  type ObjectRef,
  type Readiness,
  readinessOf,
  refOf,
} from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { chartLabel, type Inventory, isKept, type LiveObject, type LiveView } from '../release/index.ts';

/** What is kept of a watched object: a few words instead of the object. */
interface Dependent extends LiveObject {
  readonly key: string;
  readonly readiness: Readiness;
}

/**
 * Watches the objects of all releases, one watch per kind and namespace, however many releases share it. Kinds whose
 * existence is all there is to know are watched as metadata; kinds with a readiness are watched whole, and only the
 * verdict is kept.
 */
export class Dependents {
  readonly #cluster: Cluster;
  readonly #isWatchingAll: boolean;
  readonly #log: Logger;
  readonly #onChange: (owner: string, isDrift: boolean) => void;
  readonly #signal: AbortSignal;
  readonly #informers = new Map<string, Informer<Dependent>>();
  /** Scopes whose watch has shown all there is, and goes on: a reconnect resumes, it does not forget. */
  readonly #caughtUp = new Set<string>();
  readonly #ownersOf = new Map<string, Set<string>>();
  readonly #objectsOf = new Map<string, ReadonlyMap<string, ObjectRef>>();

  constructor(options: {
    readonly cluster: Cluster;
    /** All namespaces are in scope: one watch per kind serves them all. */
    readonly isWatchingAll: boolean;
    readonly log: Logger;
    /** An object of this owner came, went or changed; `isDrift`: it is not as it was applied, so that something must be done. */
    readonly onChange: (owner: string, isDrift: boolean) => void;
    readonly signal: AbortSignal;
  }) {
    this.#cluster = options.cluster;
    this.#isWatchingAll = options.isWatchingAll;
    this.#log = options.log;
    this.#onChange = options.onChange;
    this.#signal = options.signal;
  }

  /** The view one release has. */
  viewFor(owner: string): LiveView {
    return {
      find: (ref) => this.find(ref),
      expect: (inventory) => this.track(owner, inventory),
      put: (object) => this.put(object),
    };
  }

  /** From now on changes of these objects, and of no others, are the owner's. */
  track(owner: string, inventory: Inventory): void {
    const next = new Map(inventory.map(({ ref }) => [keyOf(ref), ref]));
    for (const key of this.#objectsOf.get(owner)?.keys() ?? []) if (!next.has(key)) this.#drop(key, owner);
    for (const [key, ref] of next) {
      const owners = this.#ownersOf.get(key);
      if (owners) owners.add(owner);
      else this.#ownersOf.set(key, new Set([owner]));
      this.#ensureInformer(ref);
    }
    this.#objectsOf.set(owner, next);
  }

  forget(owner: string): void {
    for (const key of this.#objectsOf.get(owner)?.keys() ?? []) this.#drop(key, owner);
    this.#objectsOf.delete(owner);
  }

  find(ref: ObjectRef): LiveObject | 'absent' | 'unknown' {
    const scope = this.#scopeOf(ref);
    const live = this.#informers.get(scope)?.get(ref.namespace, ref.name);
    if (live) return live;
    return this.#caughtUp.has(scope) ? 'absent' : 'unknown';
  }

  put(object: KubeObject): void {
    this.#informers.get(this.#scopeOf(refOf(object)))?.put(object);
  }

  /** undefined: not watched, not there, or not seen yet. */
  readinessOf(ref: ObjectRef): Readiness | undefined {
    return this.#informers.get(this.#scopeOf(ref))?.get(ref.namespace, ref.name)?.readiness;
  }

  isWatched(ref: ObjectRef): boolean {
    const state = this.#informers.get(this.#scopeOf(ref))?.state;
    return state !== undefined && state !== 'forbidden' && state !== 'absent';
  }

  #scopeOf(ref: ObjectRef): string {
    return `${ref.group}/${ref.kind}/${this.#isWatchingAll ? '' : ref.namespace}`;
  }

  #drop(key: string, owner: string): void {
    const owners = this.#ownersOf.get(key);
    owners?.delete(owner);
    if (owners?.size === 0) this.#ownersOf.delete(key);
  }

  #ensureInformer(ref: ObjectRef): void {
    const scope = this.#scopeOf(ref);
    if (this.#informers.has(scope)) return;
    const { group, version, kind } = ref;
    const namespace = this.#isWatchingAll ? '' : ref.namespace;
    const metadataOnly = !hasReadiness(ref);
    const informer = new Informer<Dependent>(this.#cluster, {
      target: { gvk: { group, version, kind }, namespace, labelSelector: chartLabel, metadataOnly },
      transform: (object) => keepVerdict(object, ref, metadataOnly),
      onChange: (change) => this.#changed(change),
      onState: (state, error) => {
        if (state === 'synced') {
          this.#caughtUp.add(scope);
          this.#tellAll(scope);
        } else if (state !== 'reconnecting') this.#caughtUp.delete(scope);
        if (state === 'forbidden') {
          this.#log.error('Dependent resource cannot be watched: its drift goes unnoticed', error, { kind, namespace });
        }
      },
      log: this.#log,
    });
    this.#informers.set(scope, informer);
    this.#log.info('Watching dependent resource', { gvk: formatGvk(ref), namespace });
    informer.start(this.#signal);
  }

  #changed(change: Change<Dependent>): void {
    const before = change.type === 'deleted' ? undefined : change.previous;
    if (before && isSame(before, change.value)) return;
    const isDrift = !before || before.applied !== change.value.applied || before.uid !== change.value.uid;
    for (const owner of this.#ownersOf.get(change.value.key) ?? []) this.#onChange(owner, isDrift);
  }

  /** A watch has caught up: what nobody saw missing until now is looked for. */
  #tellAll(scope: string): void {
    for (const [owner, objects] of this.#objectsOf) {
      if ([...objects.values()].some((ref) => this.#scopeOf(ref) === scope)) this.#onChange(owner, true);
    }
  }
}

function keepVerdict(object: KubeObject, watched: ObjectRef, metadataOnly: boolean): Dependent {
  // A metadata-only answer calls itself PartialObjectMetadata: the kind is the one that was asked for.
  const { name, namespace = '', uid = '', deletionTimestamp } = object.metadata;
  return {
    key: keyOf({ ...watched, namespace, name }),
    uid,
    applied: appliedFieldsHash(object),
    isDeleting: deletionTimestamp !== undefined,
    isKept: isKept(object.metadata),
    readiness: metadataOnly ? exists : readinessOf(object),
  };
}

const exists: Readiness = { status: 'Current', message: 'exists' };

function isSame(a: Dependent, b: Dependent): boolean {
  return (
    a.uid === b.uid &&
    a.applied === b.applied &&
    a.isDeleting === b.isDeleting &&
    a.isKept === b.isKept &&
    a.readiness.status === b.readiness.status
  );
}
