import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, KubeObject } from '../../../src/cluster/index.ts';
import { listKind } from '../../support/resources.ts';

/**
 * Stands in for a provisioner that the test's control plane has not: makes a volume for every claim of the namespace, until
 * it is stopped.
 */
export function provideVolumes(cluster: Cluster, namespace: string): AsyncDisposable {
  const stop = new AbortController();
  const made = new Set<string>();
  const work = async () => {
    while (!stop.signal.aborted) {
      for (const claim of await listKind(cluster, namespace, 'v1/PersistentVolumeClaim')) {
        const { uid = '' } = claim.metadata;
        if (made.has(uid) || (claim['spec'] as { volumeName?: string }).volumeName) continue;
        await cluster.create(volumeFor(claim));
        made.add(uid);
      }
      await sleep(100, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const working = work();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await working;
      for (const uid of made) {
        await cluster.delete({ group: '', version: 'v1', kind: 'PersistentVolume', namespace: '', name: `pv-${uid}` });
      }
    },
  };
}

function volumeFor(claim: KubeObject): KubeObject {
  const { name, namespace, uid = '' } = claim.metadata;
  const { accessModes, storageClassName, resources } = claim['spec'] as {
    accessModes: string[];
    storageClassName: string;
    resources: { requests: { storage: string } };
  };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pv-${uid}` },
    spec: {
      accessModes,
      storageClassName,
      capacity: { storage: resources.requests.storage },
      hostPath: { path: '/nonexistent' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
    },
  };
}
