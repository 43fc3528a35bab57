import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { Cluster } from './cluster.ts';
import { type KubeObject, refOf } from './object.ts';

/** One that is there already may be somebody's, with labels of its own: it stays as it is. @throws CapstanError NAMESPACE_TERMINATING */
export async function ensureNamespace(cluster: Cluster, name: string, signal?: AbortSignal): Promise<void> {
  if (await hasNamespace(cluster, name, signal)) return;
  await cluster.create(namespaceObject(name), {}, signal).catch((error: unknown) => {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error; // somebody was quicker
  });
}

/** @throws CapstanError NAMESPACE_TERMINATING: nothing can be made in it, and it cannot be made yet */
export async function hasNamespace(cluster: Cluster, name: string, signal?: AbortSignal): Promise<boolean> {
  const seen = await cluster.get(refOf(namespaceObject(name)), signal);
  if (seen?.metadata.deletionTimestamp === undefined) return seen !== undefined;
  throw new CapstanError('NAMESPACE_TERMINATING', `namespace ${name} is being deleted`, {
    hint: 'wait until it is gone, or choose another one with --namespace',
  });
}

function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
