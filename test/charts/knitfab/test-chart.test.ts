import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { effective, idsOf, objectsOf, pick } from './charts.ts';

const it = suite('knit-test');

it('makes three classes, two claims and a pod that mounts one', () => {
  assert.equal(idsOf(objectsOf('knit-test')), [
    'PersistentVolumeClaim/knit-test-workloads-k8s-get-pvc',
    'PersistentVolumeClaim/nfs-2',
    'ReplicationController/nfs-test-nginx',
    'StorageClass/knit-test-data-sc',
    'StorageClass/knit-test-workloads-dataagt-sc',
    'StorageClass/knit-test-workloads-k8s-sc',
  ]);
});

it('has claims of its classes that many pods may share', () => {
  const objects = objectsOf('knit-test', {}, { namespace: 'knit-test' });
  for (const [name, storageClass] of [
    ['nfs-2', 'knit-test-data-sc'],
    ['knit-test-workloads-k8s-get-pvc', 'knit-test-workloads-k8s-sc'],
  ]) {
    const { metadata, spec } = pick(objects, `PersistentVolumeClaim/${name}`);
    assert.is(metadata.namespace, 'knit-test');
    assert.equal([spec.accessModes, spec.storageClassName], [['ReadWriteMany'], storageClass]);
  }
});

it('lies where knit-storage-nfs does', () => {
  const storage = effective('knit-storage-nfs', {
    component: 'files',
    nfs: { external: true, server: '10.10.0.3', mountOptions: 'hard' },
  });
  for (const name of ['data', 'workloads-dataagt', 'workloads-k8s']) {
    const made = pick(objectsOf('knit-test', { storage }), `StorageClass/knit-test-${name}-sc`);
    assert.is(made.parameters['server'], '10.10.0.3');
    assert.is(made.parameters['csi.storage.k8s.io/provisioner-secret-name'], 'files-mount-options');
    assert.equal(made.mountOptions, ['hard']);
    assert.is(
      pick(objectsOf('knit-test'), `StorageClass/knit-test-${name}-sc`).parameters['server'],
      'knit-nfs.knitfab.svc',
    );
  }
});

it('takes the provisioner of knit-storage-nfs', () => {
  const storage = effective('knit-storage-nfs', { class: { provisioner: 'example.com/disk' } });
  const made = pick(objectsOf('knit-test', { storage }), 'StorageClass/knit-test-data-sc');
  assert.is(made.provisioner, 'example.com/disk');
  assert.not('parameters' in made);
});

it.run();
