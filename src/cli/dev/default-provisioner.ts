import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

const storageClasses = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' };

/** Who makes the volumes of a cluster: what its default StorageClass names. @throws CapstanError */
export async function defaultProvisioner(cluster: Cluster, signal: AbortSignal): Promise<string> {
  const { items } = await cluster.list({ gvk: storageClasses }, signal);
  const found = items.find(isDefault)?.['provisioner'];
  if (typeof found === 'string') return found;
  throw new CapstanError('API_ERROR', 'the cluster has no default StorageClass', {
    hint: 'mark one with the annotation storageclass.kubernetes.io/is-default-class: "true"',
  });
}

function isDefault({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
}
