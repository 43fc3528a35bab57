import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { abortable, pause } from './abort.ts';
import type { ApiResource } from './api-resource.ts';
import {
  type AggregatedDocument,
  type ApiGroupList,
  type ApiResourceList,
  type ApiVersions,
  parseAggregated,
  parseClassic,
  type ServedVersion,
} from './discovery-document.ts';
import { apiVersionOf, type GroupVersionKind } from './object.ts';
import type { Transport } from './transport.ts';

export interface ServerCapabilities {
  readonly kubeVersion: { readonly version: string; readonly major: string; readonly minor: string };
  /** `v1`, `apps/v1`, `apps/v1/Deployment`: what Helm's APIVersions.Has is asked for. Sorted. */
  readonly apiVersions: readonly string[];
}

/** Everything a server serves, as read at one moment. */
interface Table {
  /** performance.now() when reading began. */
  readonly since: number;
  readonly resources: ReadonlyMap<string, ApiResource>;
  readonly apiVersions: readonly string[];
}

// A chart of many unknown kinds, or many informers waiting for a CRD, must not turn into a storm of discovery requests.
const betweenLooksMs = 1_000;

const aggregated = ['v2', 'v2beta1'].map(
  (v) => `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`,
);
const accept = [...aggregated, 'application/json'].join(',');

/** Which kinds the server has, and where. Looks when asked, keeps the answer, looks again for a kind it does not know. */
export class Discovery {
  readonly #transport: Transport;
  readonly #log: Logger;
  readonly #closing: AbortSignal;
  #table: Table | undefined;
  #capabilities: ServerCapabilities | undefined;
  #kubeVersion: ServerCapabilities['kubeVersion'] | undefined;
  #look: Promise<Table> | undefined;
  #nextLook: Promise<Table> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(transport: Transport, log: Logger, closing: AbortSignal) {
    this.#transport = transport;
    this.#log = log;
    this.#closing = closing;
  }

  /** @throws CapstanError KIND_UNKNOWN when it is unknown to a look that began after the call */
  async resourceFor(gvk: GroupVersionKind, signal?: AbortSignal): Promise<ApiResource> {
    const asked = performance.now();
    const key = keyOf(gvk);
    let table = await this.#current(signal);
    if (!table.resources.has(key) && table.since < asked) table = await abortable(this.#lookAgain(), signal);
    const found = table.resources.get(key);
    if (found) return found;
    throw unknownKind(gvk, table);
  }

  /**
   * The kind as it is served: in its own version, else in the server's first one of the group. undefined: there can be no
   * object of it.
   */
  async servedAs(gvk: GroupVersionKind, signal?: AbortSignal): Promise<ApiResource | undefined> {
    try {
      return await this.resourceFor(gvk, signal);
    } catch (error) {
      if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
    }
    const { resources } = await this.#current(signal);
    return [...resources.values()].find(({ group, kind }) => group === gvk.group && kind === gvk.kind);
  }

  /** The same object until something is forgotten: who digests it need not do so twice. */
  async capabilities(signal?: AbortSignal): Promise<ServerCapabilities> {
    const { apiVersions } = await this.#current(signal);
    this.#kubeVersion ??= await this.#readVersion(signal);
    if (this.#capabilities?.apiVersions !== apiVersions || this.#capabilities.kubeVersion !== this.#kubeVersion) {
      this.#capabilities = { kubeVersion: this.#kubeVersion, apiVersions };
    }
    return this.#capabilities;
  }

  /** Forgets everything: a CustomResourceDefinition came or went, or a URL turned out not to be served. */
  invalidate(): void {
    this.#table = undefined;
    this.#kubeVersion = undefined;
    this.#look = undefined;
  }

  async #current(signal: AbortSignal | undefined): Promise<Table> {
    return this.#table ?? abortable(this.#look ?? this.#lookAgain(), signal);
  }

  /** A look that begins after this call, shared by all who ask before it begins. */
  #lookAgain(): Promise<Table> {
    this.#nextLook ??= (async () => {
      await this.#look?.catch(() => {}); // told to those who asked for it
      await pause(Math.max(0, this.#lookedAt + betweenLooksMs - performance.now()), this.#closing);
      this.#lookedAt = performance.now();
      this.#nextLook = undefined;
      const look = this.#read(this.#lookedAt);
      this.#look = look;
      try {
        const table = await look;
        if (this.#look === look) this.#table = table; // else it was invalidated meanwhile
        return table;
      } finally {
        if (this.#look === look) this.#look = undefined;
      }
    })();
    return this.#nextLook;
  }

  async #read(since: number): Promise<Table> {
    const served = (await Promise.all([this.#readCore(), this.#readGroups()])).flat();
    const resources = new Map<string, ApiResource>();
    for (const resource of served.flatMap((version) => version.resources)) {
      const key = keyOf(resource);
      if (!resources.has(key)) resources.set(key, resource);
    }
    const names = served.flatMap(({ groupVersion, kinds }) => [
      groupVersion,
      ...kinds.map((kind) => `${groupVersion}/${kind}`),
    ]);
    return { since, resources, apiVersions: Object.freeze([...new Set(names)].sort()) };
  }

  async #readCore(): Promise<readonly ServedVersion[]> {
    const document = await this.#get<AggregatedDocument | (ApiVersions & { kind: 'APIVersions' })>('/api', accept);
    if (document.kind === 'APIGroupDiscoveryList') return parseAggregated(document);
    return this.#readEach((document.versions ?? []).map((version) => [version, `/api/${version}`]));
  }

  async #readGroups(): Promise<readonly ServedVersion[]> {
    const document = await this.#get<AggregatedDocument | (ApiGroupList & { kind: 'APIGroupList' })>('/apis', accept);
    if (document.kind === 'APIGroupDiscoveryList') return parseAggregated(document);
    const names = (document.groups ?? []).flatMap((group) =>
      (group.versions ?? []).map((version) => version.groupVersion),
    );
    return this.#readEach(names.map((name) => [name, `/apis/${name}`]));
  }

  /** A group whose server is down (a metrics adapter, say) must not take the others with it. */
  async #readEach(places: readonly (readonly [string, string])[]): Promise<ServedVersion[]> {
    return Promise.all(
      places.map(async ([groupVersion, path]) => {
        try {
          return parseClassic(groupVersion, await this.#get<ApiResourceList>(path, 'application/json'));
        } catch (error) {
          if (isAbort(error)) throw error;
          this.#log.warn('an API group cannot be read', { groupVersion, error: messageOf(error) });
          return { groupVersion, resources: [], kinds: [] };
        }
      }),
    );
  }

  async #readVersion(signal: AbortSignal | undefined): Promise<ServerCapabilities['kubeVersion']> {
    const { body } = await this.#transport.send<{ gitVersion: string; major: string; minor: string }>(
      { method: 'GET', path: '/version' },
      signal,
    );
    return { version: body.gitVersion, major: body.major, minor: body.minor };
  }

  async #get<T>(path: string, accept: string): Promise<T> {
    return (await this.#transport.send<T>({ method: 'GET', path, accept }, this.#closing)).body;
  }
}

function keyOf({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

function unknownKind(gvk: GroupVersionKind, table: Table): CapstanError {
  const others = [...table.resources.values()].filter((resource) => resource.kind === gvk.kind);
  return new CapstanError('KIND_UNKNOWN', `the API server has no kind ${gvk.kind} in ${apiVersionOf(gvk)}`, {
    ...(others.length === 0 ? {} : { hint: `it has ${gvk.kind} in ${others.map(apiVersionOf).join(', ')}` }),
  });
}
