import type { Cluster, KubeObject, ObjectRef } from '../../../src/cluster/index.ts';

export function claimRef(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace, name };
}

export function requestOf(claim: KubeObject): string {
  return (claim['spec'] as { resources: { requests: { storage: string } } }).resources.requests.storage;
}

/** Gives a claim its volume, which no controller is there to do, and lets it grow as the volume expander does. */
export async function grow(cluster: Cluster, ref: ObjectRef, storage: string): Promise<void> {
  await cluster.patch(ref, { type: 'merge', body: { spec: { volumeName: `pv-${ref.name}` } } });
  const live = (await cluster.get(ref)) as KubeObject;
  await cluster.request({
    method: 'PATCH',
    path: `/api/v1/namespaces/${ref.namespace}/persistentvolumeclaims/${ref.name}/status`,
    contentType: 'application/merge-patch+json',
    body: { status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: requestOf(live) } } },
  });
  await cluster.patch(ref, { type: 'merge', body: { spec: { resources: { requests: { storage } } } } });
}
