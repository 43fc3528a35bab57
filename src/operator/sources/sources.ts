import {
  type ApiResource,
  apiVersionOf,
  type Cluster,
  formatGvk,
  type GroupVersionKind,
  type KubeObject,
  type ListTarget,
  type ObjectRef,
} from '../../cluster/index.ts';
import { type CapstanError, isCapstanError } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { type Concerns, SharedWatch } from './shared-watch.ts';

export interface ListedKind {
  readonly gvk: GroupVersionKind;
  /** '': every namespace that the operator looks after. */
  readonly namespace: string;
  readonly labelSelector?: string;
}

/**
 * Objects that releases depend on without owning them. What an owner asks for between `begin` and `settle` is watched
 * for it from then on, by one watch for all who ask for the same; a watch that nobody asks for any more ends.
 */
export class Sources {
  readonly #cluster: Cluster;
  readonly looksEverywhere: boolean;
  readonly #namespaces: readonly string[];
  readonly #log: Logger;
  readonly #onChange: (owner: string) => void;
  readonly #signal: AbortSignal;
  readonly #watches = new Map<string, SharedWatch>();
  /** Kinds that are watched and not there. */
  readonly #absent = new Map<string, CapstanError>();
  /** Keys of watches, by owner: of all that are its, and of those that it asked for since `begin`. */
  readonly #ownersKeys = new Map<string, { readonly all: Set<string>; asked: Set<string> }>();

  constructor(options: {
    readonly cluster: Cluster;
    /** Those of the operator; [] or absent: all. */
    readonly namespaces?: readonly string[];
    /** One watch of all namespaces may stand for many. Default: when the operator's are all. */
    readonly looksEverywhere?: boolean;
    readonly log: Logger;
    /** Something that the owner was given is not so any more. */
    readonly onChange: (owner: string) => void;
    readonly signal: AbortSignal;
  }) {
    this.#cluster = options.cluster;
    this.#namespaces = (options.namespaces ?? []).filter((namespace) => namespace !== '');
    this.looksEverywhere = options.looksEverywhere ?? this.#namespaces.length === 0;
    this.#log = options.log;
    this.#onChange = options.onChange;
    this.#signal = options.signal;
  }

  /**
   * How the kind is served. While a watch waits for it, nobody else asks the API server for it.
   * @throws CapstanError KIND_UNKNOWN
   */
  async kindOf(gvk: GroupVersionKind, signal: AbortSignal): Promise<ApiResource> {
    const absence = this.#absent.get(formatGvk(gvk));
    if (absence) throw absence;
    return this.#cluster.discovery.resourceFor(gvk, signal);
  }

  begin(owner: string): void {
    this.#keysOf(owner).asked = new Set();
  }

  /**
   * One object, undefined when there is none. `namespace` does not matter for cluster-scoped kinds.
   * @throws CapstanError KIND_UNKNOWN, FORBIDDEN, or why it cannot be read now; the owner hears when that has changed
   */
  async get(
    owner: string,
    ref: ObjectRef,
    signal: AbortSignal,
    concerns: Concerns = always,
  ): Promise<KubeObject | undefined> {
    const { group, version, kind, name } = ref;
    const gvk = { group, version, kind };
    const namespace = (await this.#isClusterScoped(gvk, signal)) ? '' : ref.namespace;
    const target = { gvk, namespace, fieldSelector: `metadata.name=${escapeField(name)}` };
    const objects = await this.#objectsOf(target, owner, concerns, signal);
    return objects.find(({ metadata }) => metadata.name === name);
  }

  /** In the order of their namespaces and names. @throws CapstanError as `get` does */
  async list(
    owner: string,
    kind: ListedKind,
    signal: AbortSignal,
    concerns: Concerns = always,
  ): Promise<readonly KubeObject[]> {
    const targets = await this.#targetsOf(kind, signal);
    const lists = await Promise.all(targets.map((target) => this.#objectsOf(target, owner, concerns, signal)));
    return lists.flat().sort((a, b) => compare(placeOf(a), placeOf(b)));
  }

  /** Takes the answer to an own write of an object of that kind. */
  async put(kind: ListedKind, object: KubeObject, signal: AbortSignal): Promise<void> {
    for (const target of await this.#targetsOf(kind, signal)) {
      if (target.namespace === '' || target.namespace === object.metadata.namespace) {
        this.#watches.get(keyOf(target))?.put(object);
      }
    }
  }

  /** Resolves when nothing that is watched is older than this call. */
  async refreshed(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.refreshed(signal)));
  }

  /** The owner has asked for everything: what it did not ask for is not watched for it any more. */
  settle(owner: string): void {
    const { all, asked } = this.#keysOf(owner);
    for (const key of all) {
      if (asked.has(key)) continue;
      all.delete(key);
      this.#drop(owner, key);
    }
    if (all.size === 0) this.#ownersKeys.delete(owner);
  }

  forget(owner: string): void {
    for (const key of this.#ownersKeys.get(owner)?.all ?? []) this.#drop(owner, key);
    this.#ownersKeys.delete(owner);
  }

  #keysOf(owner: string): { readonly all: Set<string>; asked: Set<string> } {
    const known = this.#ownersKeys.get(owner);
    if (known) return known;
    const keys = { all: new Set<string>(), asked: new Set<string>() };
    this.#ownersKeys.set(owner, keys);
    return keys;
  }

  #objectsOf(
    target: ListTarget,
    owner: string,
    concerns: Concerns,
    signal: AbortSignal,
  ): Promise<readonly KubeObject[]> {
    const key = keyOf(target);
    const { all, asked } = this.#keysOf(owner);
    const isAlso = asked.has(key);
    all.add(key);
    asked.add(key);
    return this.#watch(key, target).objectsFor(owner, concerns, signal, isAlso);
  }

  #watch(key: string, target: ListTarget): SharedWatch {
    const known = this.#watches.get(key);
    if (known) return known;
    const kind = formatGvk(target.gvk);
    const watch = new SharedWatch(
      {
        cluster: this.#cluster,
        target,
        log: this.#log,
        onChange: this.#onChange,
        onServed: (absence) => void (absence ? this.#absent.set(kind, absence) : this.#absent.delete(kind)),
      },
      this.#signal,
    );
    this.#watches.set(key, watch);
    return watch;
  }

  #drop(owner: string, key: string): void {
    const watch = this.#watches.get(key);
    watch?.drop(owner);
    if (!watch || watch.hasInterest) return;
    watch.stop();
    this.#watches.delete(key);
  }

  /** An operator of some namespaces may have no right to list all of them at once. */
  async #targetsOf(
    { gvk, namespace, labelSelector = '' }: ListedKind,
    signal: AbortSignal,
  ): Promise<readonly ListTarget[]> {
    const isClusterScoped = await this.#isClusterScoped(gvk, signal);
    const isSplit = namespace === '' && !isClusterScoped && this.#namespaces.length > 0;
    const namespaces = isSplit ? this.#namespaces : [isClusterScoped ? '' : namespace];
    return namespaces.map((one) => ({ gvk, namespace: one, labelSelector }));
  }

  /** A kind that is not there yet is waited for as if it had namespaces. */
  async #isClusterScoped(gvk: GroupVersionKind, signal: AbortSignal): Promise<boolean> {
    try {
      return !(await this.kindOf(gvk, signal)).namespaced;
    } catch (error) {
      if (isCapstanError(error, 'KIND_UNKNOWN')) return false;
      throw error;
    }
  }
}

const always: Concerns = () => true;

function keyOf({ gvk, namespace = '', labelSelector = '', fieldSelector = '' }: ListTarget): string {
  return [apiVersionOf(gvk), gvk.kind, namespace, labelSelector, fieldSelector].join('|');
}

/** As k8s.io/apimachinery's fields.EscapeValue. */
function escapeField(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function placeOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
