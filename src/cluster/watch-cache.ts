import type { KubeObject } from './object.ts';
import type { WatchEvent } from './watch-events.ts';

export type Change<T> =
  | { type: 'added' | 'updated'; key: string; value: T; previous: T | undefined }
  | { type: 'deleted'; key: string; value: T };

interface Entry<T> {
  readonly value: T;
  readonly version: number;
}

/**
 * What a list and the watch events after it say, with what own writes said before their events came by.
 * No I/O: lists and events go in, changes to tell come out.
 *
 * Versions are compared as numbers, as Kubernetes allows since 1.35 and as etcd has always made them.
 * An own write (`put`) tells nobody: the writer knows. Its event, when it comes, has the same version and tells nobody
 * either. But a change of somebody else's in between, whose event is older than what is kept, is told.
 */
export class WatchCache<T> {
  readonly #transform: (object: KubeObject) => T;
  readonly #entries = new Map<string, Entry<T>>();
  /** Of keys that were put and whose event has not come by: what was told last. */
  readonly #told = new Map<string, Entry<T> | undefined>();
  #at: string | undefined;

  constructor(transform: (object: KubeObject) => T) {
    this.#transform = transform;
  }

  /** The resourceVersion from which a watch goes on: everything up to it is in the cache. undefined: nothing was listed. */
  get position(): string | undefined {
    return this.#at;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  *values(): Generator<T, void, undefined> {
    for (const entry of this.#entries.values()) yield entry.value;
  }

  /** Takes in one event of the watch that began at `position`. */
  applyEvent(event: WatchEvent): Change<T> | undefined {
    const { type, object } = event;
    this.#at = object.metadata.resourceVersion;
    if (type === 'BOOKMARK') return undefined;
    const key = cacheKey(object);
    const known = this.#entries.get(key);
    const version = versionOf(object.metadata.resourceVersion);
    if (known !== undefined && version < known.version && this.#told.has(key)) return this.#tellPut(key, known);
    if (type !== 'DELETED') return this.#set(key, object, version);
    this.#told.delete(key);
    return this.#entries.delete(key) ? { type: 'deleted', key, value: this.#transform(object) } : undefined;
  }

  /** Takes in a whole list: tells only what differs from what is kept. */
  applyList(items: readonly KubeObject[], resourceVersion: string): Change<T>[] {
    const listed = versionOf(resourceVersion);
    // Versions only ever grow, unless etcd was restored from a backup: then what is kept is not newer, it is gone.
    if (this.#at !== undefined && listed < versionOf(this.#at)) this.#forgetVersions();
    this.#at = resourceVersion;
    const changes: Change<T>[] = [];
    const seen = new Set<string>();
    for (const object of items) {
      const key = cacheKey(object);
      seen.add(key);
      const version = versionOf(object.metadata.resourceVersion);
      const known = this.#entries.get(key);
      // A put is told here even if the list shows it as it is kept: the list hides what happened in between.
      const hidden = known !== undefined && known.version >= version && this.#told.has(key);
      const change = hidden ? this.#tellPut(key, known) : undefined;
      const isNewer = known === undefined || known.version <= version;
      const shown = isNewer ? this.#set(key, object, version) : undefined;
      for (const told of [change, shown]) if (told !== undefined) changes.push(told);
    }
    for (const [key, { value, version }] of this.#entries) {
      if (seen.has(key) || version > listed) continue;
      this.#entries.delete(key);
      this.#told.delete(key);
      changes.push({ type: 'deleted', key, value });
    }
    return changes;
  }

  /**
   * Keeps the answer to an own write, unless the watch has been at that version already: then what it left is right,
   * also when that is nothing.
   */
  put(object: KubeObject): void {
    const version = versionOf(object.metadata.resourceVersion);
    if (this.#at !== undefined && version <= versionOf(this.#at)) return;
    const key = cacheKey(object);
    const known = this.#entries.get(key);
    if (known !== undefined && version <= known.version) return;
    if (!this.#told.has(key)) this.#told.set(key, known);
    this.#entries.set(key, { value: this.#transform(object), version });
  }

  /** Empties the cache and forgets the position: the kind is gone. */
  clear(): Change<T>[] {
    const changes = [...this.#entries].map(([key, { value }]): Change<T> => ({ type: 'deleted', key, value }));
    this.#entries.clear();
    this.#told.clear();
    this.#at = undefined;
    return changes;
  }

  #set(key: string, object: KubeObject, version: number): Change<T> | undefined {
    const known = this.#entries.get(key);
    const previous = this.#told.has(key) ? this.#told.get(key) : known;
    this.#told.delete(key);
    if (known?.version === version) return undefined;
    const value = this.#transform(object);
    this.#entries.set(key, { value, version });
    return changeOf(key, value, previous);
  }

  /** Somebody changed the object between what was told last and an own write: what is kept has that change in it. */
  #tellPut(key: string, kept: Entry<T>): Change<T> | undefined {
    const previous = this.#told.get(key);
    if (previous === kept) return undefined;
    this.#told.set(key, kept);
    return changeOf(key, kept.value, previous);
  }

  #forgetVersions(): void {
    for (const [key, { value }] of this.#entries) this.#entries.set(key, { value, version: -1 });
  }
}

/** `namespace/name`; `/name` for cluster-scoped objects. */
export function cacheKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function versionOf(resourceVersion: string | undefined): number {
  return Number(resourceVersion);
}

function changeOf<T>(key: string, value: T, previous: Entry<T> | undefined): Change<T> {
  return { type: previous === undefined ? 'added' : 'updated', key, value, previous: previous?.value };
}
