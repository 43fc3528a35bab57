import {
  apiVersionOf,
  type Change,
  type Cluster,
  hasReadiness,
  Informer,
  type KubeObject,
  keyOf,
  type ObjectRef,
  refOf,
} from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { chartLabel, type Inventory, type LiveObject } from '../release/index.ts';
import { type Subscribe, untilGone, untilReady } from './await-objects.ts';
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
  readonly #waiting = new Map<string, Set<() => void>>();
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
    const seen = {
      find: (ref: ObjectRef) => this.#find(ref),
      expect: (inventory: Inventory) => this.#track(owner, inventory),
      put: (object: KubeObject) => this.#informers.get(this.#scopeOf(refOf(object)))?.put(object),
      readinessOf: (ref: ObjectRef) => this.#informers.get(this.#scopeOf(ref))?.get(ref.namespace, ref.name)?.readiness,
      canSee: (ref: ObjectRef) => !this.#hidden.has(this.#scopeOf(ref)),
    };
    const subscribe: Subscribe = (changed, signal) => this.#subscribe(owner, changed, signal);
    return {
      ...seen,
      untilReady: (inventory, timeoutMs, signal) => untilReady(inventory, seen, subscribe, timeoutMs, signal),
      untilGone: (inventory, timeoutMs, signal) => untilGone(inventory, seen, subscribe, timeoutMs, signal),
    };
  }

  forget(owner: string): void {
    for (const key of this.#objectsOf.get(owner)?.keys() ?? []) this.#drop(key, owner);
    this.#objectsOf.delete(owner);
  }

  /** Resolves when no object in sight is older than this call. */
  async refreshed(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.refreshed(signal)));
  }

  /** From now on changes of these objects, and of no others, are the owner's. */
  #track(owner: string, inventory: Inventory): void {
    const watched = inventory.filter(({ isShared }) => !isShared); // what is shared bears no label to find it by
    const next = new Map(watched.map(({ ref }) => [keyOf(ref), ref]));
    for (const key of this.#objectsOf.get(owner)?.keys() ?? []) if (!next.has(key)) this.#drop(key, owner);
    for (const [key, ref] of next) {
      const owners = this.#ownersOf.get(key);
      if (owners) owners.add(owner);
      else this.#ownersOf.set(key, new Set([owner]));
      this.#ensureInformer(ref, owner);
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

  /** @param owner who was the first to want it */
  #ensureInformer(ref: ObjectRef, owner: string): void {
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
    const [ownerKind, ownerApiVersion] = splitOwner(owner);
    const apiVersion = apiVersionOf(ref);
    this.#log.info('Watching dependent resource', { ownerApiVersion, ownerKind, apiVersion, kind, namespace });
    informer.start(this.#signal);
  }

  #changed(change: Change<SeenObject>): void {
    const before = change.type === 'deleted' ? undefined : change.previous;
    if (before && isSame(before, change.value)) return;
    const { applied, uid, isIgnored } = change.value;
    const isDrift = !before || before.applied !== applied || before.uid !== uid || before.isIgnored !== isIgnored;
    for (const owner of this.#ownersOf.get(change.value.key) ?? []) this.#tell(owner, isDrift);
  }

  /** A watch has caught up: what nobody saw missing until now is looked for. */
  #tellAll(scope: string): void {
    for (const [owner, objects] of this.#objectsOf) {
      if ([...objects.values()].some((ref) => this.#scopeOf(ref) === scope)) this.#tell(owner, true);
    }
  }

  #tell(owner: string, isDrift: boolean): void {
    for (const changed of this.#waiting.get(owner) ?? []) changed();
    this.#onChange(owner, isDrift);
  }

  #subscribe(owner: string, changed: () => void, signal: AbortSignal): void {
    const all = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, all.add(changed));
    signal.addEventListener('abort', () => {
      all.delete(changed);
      if (all.size === 0) this.#waiting.delete(owner);
    });
  }
}

function isSame(a: SeenObject, b: SeenObject): boolean {
  return (
    a.uid === b.uid &&
    a.applied === b.applied &&
    a.isDeleting === b.isDeleting &&
    a.isKept === b.isKept &&
    a.isIgnored === b.isIgnored &&
    a.readiness.status === b.readiness.status
  );
}

/** `Widget.example.com/v1|shop|web` → Widget, example.com/v1 */
function splitOwner(owner: string): [kind: string, apiVersion: string] {
  const [gvk = ''] = owner.split('|');
  const dot = gvk.indexOf('.');
  return [gvk.slice(0, dot), gvk.slice(dot + 1)];
}
