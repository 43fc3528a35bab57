import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refOf } from '../../../src/cluster/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { removeInstall } from '../../../src/installer/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';

const it = suite('removal of an install');

it('003.14: the storage stays until it has removed volumes whose claims an earlier removal took', async () => {
  const { cluster } = await useControlPlane();
  const namespace = await testNamespace(cluster, 'remove');
  const storageClass = await cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: `${namespace}-data`, labels: { 'app.kubernetes.io/part-of': 'knitfab' } },
    provisioner: 'nfs.csi.k8s.io',
  });
  const ours = await releasedVolume('ours', namespace);
  const others = await releasedVolume('others', 'default');
  const removed: string[] = [];
  const remove = (timeoutMs: number) =>
    removeInstall(
      cluster,
      {
        namespace,
        isHard: true,
        timeoutMs,
        onStep: () => {},
        uninstall: async (name) => {
          removed.push(name);
        },
      },
      AbortSignal.timeout(30_000),
    );
  try {
    await remove(500).then(
      () => assert.unreachable(),
      (error: unknown) => {
        assert.ok(isCapstanError(error, 'NOT_DELETED'), String(error));
        assert.match(error.message, `PersistentVolume ${ours.name} is still there`);
      },
    );
    assert.not.ok(removed.includes('knit-storage-nfs'), removed.join());
    await cluster.delete(ours);
    await remove(30_000);
    assert.ok(removed.includes('knit-storage-nfs'), removed.join());
  } finally {
    for (const made of [ours, others, refOf(storageClass)]) await cluster.delete(made);
  }

  async function releasedVolume(name: string, of: string) {
    const ref = { group: '', version: 'v1', kind: 'PersistentVolume', namespace: '', name: `${namespace}-${name}` };
    await cluster.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: ref.name },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        csi: { driver: 'nfs.csi.k8s.io', volumeHandle: ref.name },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: `${namespace}-data`,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'gone', namespace: of, uid: ref.name },
      },
    });
    return ref;
  }
});

it.run();
