import type { KubeObject } from '../../cluster/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Data } from '../store/index.ts';
import { dataLabel, ownLabels, runLabel } from './labels.ts';

/** The volume of a piece of data. */
export function claimOf(
  { id, claim, run }: Pick<Data, 'id' | 'claim' | 'run'>,
  { cluster }: BackendConfig,
): KubeObject {
  const { storageClassName, initialCapacity } = cluster.dataAgent.volume;
  const labels = { ...ownLabels, [dataLabel]: id, ...(run === undefined ? {} : { [runLabel]: run }) };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim, namespace: cluster.namespace, labels },
    spec: {
      // a run and the agents that read its inputs may be on different nodes
      accessModes: ['ReadWriteMany'],
      storageClassName,
      resources: { requests: { storage: initialCapacity } },
    },
  };
}
