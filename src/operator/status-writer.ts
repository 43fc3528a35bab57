import { isDeepStrictEqual } from 'node:util';
import {
  apiVersionOf,
  type Cluster,
  formatRef,
  type GroupVersionKind,
  type KubeObject,
  type ObjectRef,
} from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { type Resource, withFingerprint } from './resource.ts';
import { hasStatusChanged, ownFields, type ResourceStatus } from './status.ts';

/** Where the newest known version of a resource lies, and where an answer to a write goes. */
export interface ResourceStore {
  get(namespace: string, name: string): Resource | undefined;
  put(object: KubeObject): void;
}

const attemptsAtMost = 5;

/**
 * Writes our part of a resource: a merge patch with the resourceVersion it was computed from. On a conflict the resource
 * is read anew and the change computed anew, so that nobody's edit in between is lost.
 * @returns whether anything was written
 * @param change what to patch, given the newest version; undefined: nothing to do
 */
export async function patchResource(
  ref: ObjectRef,
  store: ResourceStore,
  cluster: Cluster,
  change: (resource: Resource) => { readonly body: object; readonly subresource?: 'status' } | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const resource = store.get(ref.namespace, ref.name);
    const patch = resource && change(resource);
    if (!patch) return false;
    try {
      store.put(await send(ref, resource, patch, cluster, signal));
      return true;
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND')) return false; // gone: nothing to tell any more
      if (!isCapstanError(error, 'CONFLICT') || attempt === attemptsAtMost) throw error;
    }
    const fresh = await cluster.get(ref, signal);
    if (!fresh) return false;
    store.put(fresh);
  }
}

/** Writes the status if it differs from what is there. `next` may be asked again after a conflict. */
export function writeStatus(
  ref: ObjectRef,
  store: ResourceStore,
  cluster: Cluster,
  next: (before: ResourceStatus, generation: number | undefined) => ResourceStatus,
  signal: AbortSignal,
): Promise<boolean> {
  const change = (resource: Resource) => {
    const after = next(resource.status, resource.object.metadata.generation);
    if (!hasStatusChanged(withFingerprint(resource.status), withFingerprint(after))) return undefined;
    return { body: { status: changedFields(resource.status, after) }, subresource: 'status' as const };
  };
  return patchResource(ref, store, cluster, change, signal);
}

/** Only what is ours and new; the cached manifest is a fingerprint and must never be sent. */
function changedFields(before: ResourceStatus, after: ResourceStatus): object {
  const changed = ownFields.filter(
    (field) => field === 'conditions' || !isDeepStrictEqual(before[field], after[field]),
  );
  return Object.fromEntries(changed.map((field) => [field, after[field] ?? null]));
}

async function send(
  ref: ObjectRef,
  resource: Resource,
  patch: { readonly body: object; readonly subresource?: 'status' },
  cluster: Cluster,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { resourceVersion, uid } = resource.object.metadata;
  const { metadata, ...rest } = patch.body as { metadata?: object };
  const body = { ...rest, metadata: { ...metadata, resourceVersion, uid } };
  const { subresource } = patch;
  try {
    return await cluster.patch(ref, { type: 'merge', body, ...(subresource ? { subresource } : {}) }, signal);
  } catch (error) {
    if (subresource && isCapstanError(error, 'NOT_FOUND') && (await cluster.get(ref, signal))) {
      throw new CapstanError('API_ERROR', `${formatRef(ref)} has no status subresource`, {
        cause: error,
        hint: `add "subresources: {status: {}}" to version ${ref.version} of the CustomResourceDefinition`,
      });
    }
    throw error;
  }
}

export function refFor(gvk: GroupVersionKind, namespace: string, name: string): ObjectRef {
  return { ...gvk, namespace, name };
}

/** For events: how Kubernetes refers to an object in another one. */
export function involvedObject(resource: Resource, gvk: GroupVersionKind): Record<string, string | undefined> {
  const { namespace, name, uid, resourceVersion } = resource.object.metadata;
  return { apiVersion: apiVersionOf(gvk), kind: gvk.kind, namespace, name, uid, resourceVersion };
}
