import { CapstanError, isCapstanError } from '../errors/index.ts';
import { silentLogger } from '../log/index.ts';
import { type ApiResource, objectPath, placePath } from './api-resource.ts';
import type { Connection } from './connection.ts';
import { Discovery } from './discovery.ts';
import { acceptOf, type Listed, type ListTarget, listAll, typed } from './list.ts';
import { apiVersionOf, type GroupVersionKind, type KubeObject, type ObjectRef, refOf } from './object.ts';
import { fieldManager } from './ownership.ts';
import type { ApiRequest } from './request.ts';
import { type Answer, Transport, type TransportOptions } from './transport.ts';

export interface ApplyOptions {
  /** Takes fields over from other managers rather than fail with CONFLICT. */
  readonly force: boolean;
  readonly dryRun?: boolean;
  /** Fails with ALREADY_EXISTS rather than touch an object that is there already. */
  readonly mustNotExist?: boolean;
  /** As whom, where it is not as ourselves: who has the fields of an object that several add to. */
  readonly manager?: string;
}

export interface Applied {
  readonly object: KubeObject;
  readonly created: boolean;
}

export interface Patch {
  readonly type: 'merge' | 'json';
  readonly body: unknown;
  readonly subresource?: 'status';
}

export interface DeleteOptions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Deletes this very object, not one that was created under its name since. */
  readonly uid?: string;
}

type Always = Pick<ApiRequest, 'as' | 'mayWrite'>;

/** One API server, seen through one connection. Every method may throw any code of the API's answers (api-errors.ts). */
export class Cluster {
  readonly server: string;
  /** Where objects go that nobody gave a namespace: a matter of the caller, none is filled in here. */
  readonly namespace: string;
  readonly discovery: Discovery;
  readonly #transport: Transport;
  /** In every request; undefined: this one has a connection of its own. */
  readonly #always: Always | undefined;
  /** By user and groups. */
  readonly #impersonating = new Map<string, Cluster>();
  readonly #closing = new AbortController();

  /** @param always see `impersonating` and `writingWhile`, which are the ways to get such a view */
  constructor(connection: Connection | Cluster, options: TransportOptions = {}, always?: Always) {
    this.server = connection.server;
    this.namespace = connection.namespace;
    this.#always = always;
    if (connection instanceof Cluster) {
      this.#transport = connection.#transport;
      this.discovery = connection.discovery;
    } else {
      this.#transport = new Transport(connection, options);
      this.discovery = new Discovery(this.#transport, options.log ?? silentLogger, this.#closing.signal);
    }
  }

  /**
   * The same cluster as somebody else: `system:serviceaccount:demo:deployer`. Shares connections and discovery, closing it
   * closes nothing. Every request of it may throw FORBIDDEN: the connection's own user must be allowed to impersonate.
   */
  impersonating(user: string, groups: readonly string[] = []): Cluster {
    const { as, ...always } = this.#always ?? {};
    const key = JSON.stringify([user, ...groups]);
    if (as && JSON.stringify([as.user, ...as.groups]) === key) return this;
    const known = this.#impersonating.get(key);
    if (known) return known;
    const made = new Cluster(this, {}, { ...always, as: { user, groups } });
    this.#impersonating.set(key, made);
    return made;
  }

  /** The same cluster for one who may lose the right to write: instead of what is not to be sent any more, LEASE_LOST is thrown. */
  writingWhile(mayWrite: () => boolean): Cluster {
    return new Cluster(this, {}, { ...this.#always, mayWrite });
  }

  request<T>(request: ApiRequest, signal?: AbortSignal): Promise<Answer<T>> {
    return this.#transport.send<T>(this.#always ? { ...request, ...this.#always } : request, signal);
  }

  /** The lines of a watch as they arrive, each one JSON text without its line feed; ends when the server ends it. */
  stream(request: ApiRequest, signal: AbortSignal, onOpen?: () => void): AsyncIterable<string> {
    return this.#transport.stream(this.#always ? { ...request, ...this.#always } : request, signal, onOpen);
  }

  /** An answer that is no lines of JSON (a log), byte for byte as it arrives. @param onOpen as of `stream` */
  bytes(request: ApiRequest, signal: AbortSignal, onOpen?: () => void): AsyncIterable<Buffer> {
    return this.#transport.bytes(this.#always ? { ...request, ...this.#always } : request, signal, onOpen);
  }

  /** undefined when there is no such object. @throws CapstanError KIND_UNKNOWN */
  async get(
    ref: ObjectRef,
    signal?: AbortSignal,
    options: { readonly metadataOnly?: boolean } = {},
  ): Promise<KubeObject | undefined> {
    try {
      return await this.#onObject(
        ref,
        { method: 'GET', accept: acceptOf('PartialObjectMetadata', options.metadataOnly) },
        signal,
      );
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }

  /** All objects of a target, of one moment. @throws CapstanError KIND_UNKNOWN */
  async list(target: ListTarget, signal?: AbortSignal): Promise<Listed> {
    return this.#onKind(target.gvk, signal, (resource) =>
      listAll((request) => this.request(request, signal), resource, target),
    );
  }

  async create(
    object: KubeObject,
    options: { readonly dryRun?: boolean } = {},
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const ref = refOf(object);
    return this.#onKind(ref, signal, async (resource) => {
      const path = placePath(resource, ref.namespace, ref.name);
      const query = { fieldManager, dryRun: dryRunOf(options) };
      const { body } = await this.request<KubeObject>({ method: 'POST', path, query, body: object }, signal);
      return typed(body, ref);
    });
  }

  /** A resourceVersion in the object makes it optimistic: CONFLICT when the object has changed since. */
  async replace(
    object: KubeObject,
    options: { readonly dryRun?: boolean } = {},
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const idempotent = object.metadata.resourceVersion !== undefined;
    const query = { fieldManager, dryRun: dryRunOf(options) };
    return this.#onObject(refOf(object), { method: 'PUT', query, body: object, idempotent }, signal);
  }

  /** Server-side apply: the object says all that we want of it, and what we wanted before and do not any more is removed. */
  async apply(object: KubeObject, options: ApplyOptions, signal?: AbortSignal): Promise<Applied> {
    const ref = refOf(object);
    try {
      return await this.#onKind(ref, signal, async (resource) => {
        const { status, body } = await this.request<KubeObject>(applyRequest(resource, object, options), signal);
        return { object: typed(body, ref), created: status === 201 };
      });
    } catch (error) {
      if (options.mustNotExist && isCapstanError(error, 'CONFLICT')) throw alreadyExists(ref, error);
      throw error;
    }
  }

  async patch(ref: ObjectRef, patch: Patch, signal?: AbortSignal): Promise<KubeObject> {
    const { type, body, subresource } = patch;
    // A merge patch says how things shall be, a JSON patch what shall be done.
    const request = {
      method: 'PATCH',
      query: { fieldManager },
      contentType: `application/${type}-patch+json`,
      body,
      idempotent: type === 'merge',
    } as const;
    return this.#onObject(ref, request, signal, subresource);
  }

  /** False: it was not there (nor its kind, nor one of that uid). Finalizers may keep it for a while after true. */
  async delete(ref: ObjectRef, options: DeleteOptions = {}, signal?: AbortSignal): Promise<boolean> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(options.propagation ? { propagationPolicy: options.propagation } : {}),
      ...(options.uid ? { preconditions: { uid: options.uid } } : {}),
    };
    try {
      await this.#onObject(ref, { method: 'DELETE', body }, signal);
      return true;
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND', 'KIND_UNKNOWN')) return false;
      if (options.uid && isCapstanError(error, 'CONFLICT') && /precondition/i.test(error.message)) return false;
      throw error;
    }
  }

  /** Ends everything in flight and closes the connections. */
  async close(): Promise<void> {
    if (this.#always) return;
    this.#closing.abort();
    await this.#transport.close();
  }

  async #onObject(
    ref: ObjectRef,
    request: Omit<ApiRequest, 'path'>,
    signal: AbortSignal | undefined,
    subresource?: string,
  ): Promise<KubeObject> {
    return this.#onKind(ref, signal, async (resource) => {
      const path = objectPath(resource, ref.namespace, ref.name, subresource);
      const { body } = await this.request<KubeObject>({ ...request, path }, signal);
      return typed(body, ref);
    });
  }

  /** Finds the URL of a kind; when the server does not know it any more, so does discovery. */
  async #onKind<T>(
    gvk: GroupVersionKind,
    signal: AbortSignal | undefined,
    act: (resource: ApiResource) => Promise<T>,
  ): Promise<T> {
    const resource = await this.discovery.resourceFor(gvk, signal);
    try {
      return await act(resource);
    } catch (error) {
      if (isCapstanError(error, 'KIND_UNKNOWN')) this.discovery.invalidate();
      throw error;
    }
  }
}

/**
 * `mustNotExist` in the one request: resource version 1 is that of no object, as etcd's first write makes 2, so a live
 * object answers 409 and is left alone, while creation ignores the version. Holds for built-in kinds and custom
 * resources and among concurrent creators (test/integration/cluster/apply.test.ts); it is the registry's
 * Store.Update, which compares versions only when there is an object.
 */
const versionOfNothing = '1';

function applyRequest(resource: ApiResource, object: KubeObject, options: ApplyOptions): ApiRequest {
  const { managedFields: _, ...metadata } = object.metadata; // refused in an apply
  const { namespace = '', name } = metadata;
  const body = {
    ...object,
    metadata: { ...metadata, ...(options.mustNotExist ? { resourceVersion: versionOfNothing } : {}) },
  };
  return {
    method: 'PATCH',
    path: objectPath(resource, namespace, name),
    query: { fieldManager: options.manager ?? fieldManager, force: options.force, dryRun: dryRunOf(options) },
    contentType: 'application/apply-patch+yaml',
    body,
    // A second try would find the object of a first one whose answer was lost.
    idempotent: !options.mustNotExist,
  };
}

function alreadyExists(ref: ObjectRef, cause: CapstanError): CapstanError {
  const where = ref.namespace === '' ? '' : ` in namespace ${ref.namespace}`;
  return new CapstanError('ALREADY_EXISTS', `${ref.kind} ${ref.name} (${apiVersionOf(ref)}) exists already${where}`, {
    cause,
    status: 409,
  });
}

function dryRunOf(options: { readonly dryRun?: boolean }): 'All' | undefined {
  return options.dryRun ? 'All' : undefined;
}
