import { formatGvk, type GroupVersionKind, type KubeObject } from '../../cluster/index.ts';
import { isCapstanError } from '../../errors/index.ts';
import type { ReleaseIdentity } from '../../release/index.ts';
import { expandResourceText, type ResourceText } from '../watches/index.ts';

/** A namespace that an option names; without one the resource's own, or the release's when the resource has none. */
export function expandNamespace(
  namespace: ResourceText | undefined,
  resource: KubeObject,
  identity: ReleaseIdentity,
): string {
  if (namespace !== undefined) return expandResourceText(namespace, resource).trim();
  return resource.metadata.namespace || identity.namespace;
}

/**
 * What `read` finds, or 'unserved': the kind is not there yet. Its resource is woken when it is.
 * An API server leaves kinds out while it starts, so that 'unserved' is never the same as no objects.
 */
export async function ifServed<T>(read: () => Promise<T>): Promise<T | 'unserved'> {
  try {
    return await read();
  } catch (error) {
    if (isCapstanError(error, 'KIND_UNKNOWN')) return 'unserved';
    throw error;
  }
}

export function untilServed(gvk: GroupVersionKind): string {
  return `the API server to have kind ${formatGvk(gvk)}`;
}
