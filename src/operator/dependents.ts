import {
  type Change,
  type Cluster,
  formatGvk,
  hasReadiness,
  Informer,
  keyOf,
  type ObjectRef,
  refOf,
} from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { chartLabel, type Inventory, type LiveObject } from '../release/index.ts';
import { type SeenObject, type Sight, see } from './sight.ts';

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
  readonly #informers = new Map<string, Informer<SeenObject>>();
  /** Scopes whose watch has shown all there is, and goes on: a reconnect resumes, it does not forget. */
  readonly #caughtUp = new Set<string>();
  /** Scopes that nobody may watch, or whose kind is gone. */
  readonly #hidden = new Set<string>();
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

  /** What one release sees of its objects. */
  sightFor(owner: string): Sight {
    return {
      find: (ref) => this.#find(ref),
      expect: (inventory) => this.#track(owner, inventory),
      put: (object) => this.#informers.get(this.#scopeOf(refOf(object)))?.put(object),
      readinessOf: (ref) => this.#informers.get(this.#scopeOf(ref))?.get(ref.namespace, ref.name)?.readiness,
      canSee: (ref) => !this.#hidden.has(this.#scopeOf(ref)),
    };
  }

  forget(owner: string): void {
    for (const key of this.#objectsOf.get(owner)?.keys() ?? []) this.#drop(key, owner);
    this.#objectsOf.delete(owner);
  }

  /** From now on changes of these objects, and of no others, are the owner's. */
  #track(owner: string, inventory: Inventory): void {
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

  #find(ref: ObjectRef): LiveObject | 'absent' | 'unknown' {
    const scope = this.#scopeOf(ref);
    const live = this.#informers.get(scope)?.get(ref.namespace, ref.name);
    if (live) return live;
    return this.#caughtUp.has(scope) ? 'absent' : 'unknown';
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
    const informer = new Informer<SeenObject>(this.#cluster, {
      target: { gvk: { group, version, kind }, namespace, labelSelector: chartLabel, metadataOnly },
      transform: (object) => see(object, ref, metadataOnly),
      onChange: (change) => this.#changed(change),
      onState: (state, error) => {
        if (state === 'synced') this.#caughtUp.add(scope);
        else if (state !== 'reconnecting') this.#caughtUp.delete(scope);
        if (state === 'forbidden' || state === 'absent') this.#hidden.add(scope);
        else if (state === 'synced') this.#hidden.delete(scope);
        if (state !== 'syncing' && state !== 'reconnecting') this.#tellAll(scope);
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

  #changed(change: Change<SeenObject>): void {
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

function isSame(a: SeenObject, b: SeenObject): boolean {
  return (
    a.uid === b.uid &&
    a.applied === b.applied &&
    a.isDeleting === b.isDeleting &&
    a.isKept === b.isKept &&
    a.readiness.status === b.readiness.status
  );
}
