import type { ObjectRef } from '../../cluster/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Run } from '../store/index.ts';

export function claimRef({ cluster }: BackendConfig, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace: cluster.namespace, name };
}

export function podRef({ cluster }: BackendConfig, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Pod', namespace: cluster.namespace, name };
}

export function jobRef({ cluster }: BackendConfig, run: Pick<Run, 'id'>): ObjectRef {
  return { group: 'batch', version: 'v1', kind: 'Job', namespace: cluster.namespace, name: jobName(run) };
}

export function jobName(run: Pick<Run, 'id'>): string {
  return `run-${run.id}`;
}
