import type { KubeObject } from '../../cluster/index.ts';

/** Who makes the volumes, in the words of the API. */
export const provisioner = 'capstan.dev/folder';

/** Every node sees every volume, so that a claim need not wait for its pod and any number of nodes may write. */
export const storageClass: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};
