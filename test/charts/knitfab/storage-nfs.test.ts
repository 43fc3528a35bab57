import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { idsOf, objectsOf, pick, render } from './charts.ts';

const it = suite('knit-storage-nfs');

const always = [
  'Secret/knitfab-storage-mount-options',
  'StorageClass/knitfab-storage-data',
  'StorageClass/knitfab-storage-system',
];
const server = ['ConfigMap/knitfab-storage-nfsd-init', 'Deployment/knitfab-storage', 'Service/knit-nfs'];
const driver = [
  'CSIDriver/nfs.csi.k8s.io',
  'ClusterRole/nfs-external-provisioner-role',
  'ClusterRoleBinding/nfs-csi-provisioner-binding',
  'DaemonSet/csi-nfs-node',
  'Deployment/csi-nfs-controller',
  'Role/nfs-external-provisioner-role',
  'RoleBinding/nfs-csi-provisioner-binding',
  'ServiceAccount/csi-nfs-controller-sa',
  'ServiceAccount/csi-nfs-node-sa',
];
const options = ['nfsvers=4.1', 'rsize=8192', 'wsize=8192', 'hard', 'nolock'];
const withoutDriver = { csiDriver: { install: false } };

it('makes the classes, a server inside of the cluster and the driver', () => {
  assert.equal(idsOf(objectsOf('knit-storage-nfs')), [...always, ...server, ...driver].sort());
});

it('makes two expandable classes of the driver, each with a folder of its own per claim', () => {
  const objects = objectsOf('knit-storage-nfs');
  for (const [name, folder] of [
    ['knitfab-storage-data', 'knitfab-data'],
    ['knitfab-storage-system', 'knitfab-system'],
  ]) {
    const { provisioner, parameters, mountOptions, ...rest } = pick(objects, `StorageClass/${name}`);
    assert.is(provisioner, 'nfs.csi.k8s.io');
    assert.equal(parameters, {
      server: 'knit-nfs.knitfab.svc',
      share: '/',
      subDir: `${folder}/\${pvc.metadata.namespace}/\${pvc.metadata.name}.d`,
      mountPermissions: '0777',
      'csi.storage.k8s.io/provisioner-secret-name': 'knitfab-storage-mount-options',
      'csi.storage.k8s.io/provisioner-secret-namespace': 'knitfab',
    });
    assert.equal(mountOptions, options);
    assert.equal(
      [rest.allowVolumeExpansion, rest.reclaimPolicy, rest.volumeBindingMode],
      [true, 'Delete', 'Immediate'],
    );
  }
  const { data } = pick(objects, 'Secret/knitfab-storage-mount-options');
  assert.equal(data, { mountOptions: Buffer.from(options.join(',')).toString('base64') });
});

it('003.10: points the classes at an external server and makes none in the cluster', () => {
  const objects = objectsOf('knit-storage-nfs', { nfs: { external: true, server: '10.10.0.3', node: '' } });
  assert.equal(idsOf(objects), [...always, ...driver].sort());
  for (const name of ['knitfab-storage-data', 'knitfab-storage-system'])
    assert.is(pick(objects, `StorageClass/${name}`).parameters.server, '10.10.0.3');
});

it('refuses the address of a server that it is not told to be external', () => {
  for (const server of ['10.10.0.3', 'nas.example.com', 'fd00::3'])
    assert.throws(
      () => render('knit-storage-nfs', { nfs: { server } }),
      ({ message }: Error) => message.includes(`nfs.server ${server}`) && message.includes('nfs.external'),
    );
});

it('serves a folder of the node that it is told, by the name that the classes know', () => {
  const objects = objectsOf('knit-storage-nfs');
  const { spec } = pick(objects, 'Deployment/knitfab-storage').spec.template;
  assert.is(spec.nodeName, 'nfs-server');
  assert.equal(spec.volumes[0].hostPath, { path: '/var/lib/knitfab/storage', type: 'DirectoryOrCreate' });
  const [container] = spec.containers;
  assert.is(container.image, 'itsthenetwork/nfs-server-alpine:12');
  assert.equal(container.securityContext, { privileged: true });
  const service = pick(objects, 'Service/knit-nfs').spec;
  assert.equal([service.ports[0].port, service.ports[0].targetPort], [2049, 2049]);
});

it('runs on any node with node: "", and keeps the data in the pod with hostPath: ""', () => {
  const objects = objectsOf('knit-storage-nfs', { nfs: { node: '', hostPath: '' } });
  const { spec } = pick(objects, 'Deployment/knitfab-storage').spec.template;
  assert.not('nodeName' in spec);
  assert.equal(spec.volumes[0], { name: 'export', emptyDir: {} });
});

it('names everything as it is told', () => {
  const objects = objectsOf('knit-storage-nfs', {
    component: 'files',
    class: { data: 'd', system: 's' },
    nfs: { server: 'nas', share: '/export', mountOptions: '' },
    ...withoutDriver,
  });
  assert.equal(
    idsOf(objects),
    [
      'ConfigMap/files-nfsd-init',
      'Deployment/files',
      'Secret/files-mount-options',
      'Service/nas',
      'StorageClass/d',
      'StorageClass/s',
    ].sort(),
  );
  const { parameters, ...rest } = pick(objects, 'StorageClass/d');
  assert.equal([parameters.server, parameters.share], ['nas.knitfab.svc', '/export']);
  assert.is(parameters['csi.storage.k8s.io/provisioner-secret-name'], 'files-mount-options');
  assert.not('mountOptions' in rest);
});

it('leaves the driver to a cluster that has it', () => {
  assert.equal(idsOf(objectsOf('knit-storage-nfs', withoutDriver)), [...always, ...server].sort());
});

it('gives the classes of another provisioner nothing of NFS', () => {
  const objects = objectsOf('knit-storage-nfs', { class: { provisioner: 'example.com/disk' } });
  const made = pick(objects, 'StorageClass/knitfab-storage-data');
  assert.is(made.provisioner, 'example.com/disk');
  assert.not('parameters' in made);
  assert.not('mountOptions' in made);
});

it('looks for the kubelet where it is', () => {
  const objects = objectsOf('knit-storage-nfs', { csiDriver: { kubeletDir: '/data/kubelet' } });
  const { volumes, containers } = pick(objects, 'DaemonSet/csi-nfs-node').spec.template.spec;
  assert.equal(
    volumes.map(({ hostPath }) => hostPath?.path),
    ['/data/kubelet/plugins/csi-nfsplugin', '/data/kubelet/plugins_registry', '/data/kubelet/pods'],
  );
  assert.ok(containers[2]?.args.includes('--kubelet-registration-path=/data/kubelet/plugins/csi-nfsplugin/csi.sock'));
});

it('says where the data lies', () => {
  assert.match(
    render('knit-storage-nfs').notes,
    /on node nfs-server.*\nIts data lies in the node's \/var\/lib\/knitfab\/storage\./s,
  );
  assert.match(render('knit-storage-nfs', { nfs: { hostPath: '' } }).notes, 'goes with its pod');
  const external = render('knit-storage-nfs', { nfs: { external: true, server: '10.10.0.3' } }).notes;
  assert.match(external, 'NFS at 10.10.0.3:/.');
  assert.not.match(external, 'inside of the cluster');
});

it.run();
