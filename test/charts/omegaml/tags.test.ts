import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, idsOf, messageOf, pick, render } from './charts.ts';

const it = suite('tags of omegaml-tenant');
const all = render('omegaml-tenant', {}, { name: 'omegaml' });
const tenant = (values: object) => render('omegaml-tenant', values as never, { name: 'omegaml' });

const ports = 'ConfigMap ingress-nginx/tcp-services';
const services = (...ids: string[]) => ids.map((id) => id.replace(' ', ' omegaml-services/'));
const account = (name: string) => [`ClusterRole omegaml-${name}`, `ClusterRoleBinding omegaml-${name}`];
const server = (name: string) => services(`Secret ${name}`, `Service ${name}`, `StatefulSet ${name}`);
const runtimeUrls = 'Secret omegaml-runtime/omegaml-services';

/** Which objects go with a tag, and which are other ones then. */
const table: Readonly<Record<string, readonly [gone: readonly string[], changed: readonly string[]]>> = {
  omegaml: [services('Service omegaml', 'Deployment omegaml'), []],
  apphub: [services('Service apphub', 'Deployment apphub'), []],
  mongodb: [
    [...server('mongodb'), runtimeUrls],
    [ports, ...services('ConfigMap tcp-services', 'Deployment tcp-services', 'Service tcp-services')],
  ],
  rabbitmq: [
    [...server('rabbitmq'), runtimeUrls],
    [ports, ...services('ConfigMap tcp-services', 'Deployment tcp-services', 'Service tcp-services')],
  ],
  postgresql: [
    server('postgresql'),
    [ports, ...services('ConfigMap tcp-services', 'Deployment tcp-services', 'Service tcp-services')],
  ],
  jupyterhub: [
    [
      ...services(
        'ConfigMap jupyterhub',
        'Deployment jupyterhub',
        'PersistentVolumeClaim jupyterhub',
        'Secret jupyterhub',
        'Service jupyterhub',
        'ServiceAccount jupyterhub',
      ),
      'Role omegaml-runtime/jupyterhub',
      'RoleBinding omegaml-runtime/jupyterhub',
    ],
    [],
  ],
  ssl: [
    services('ConfigMap tcp-services', 'Deployment tcp-services', 'Service tcp-services', 'Certificate omegaml'),
    [ports],
  ],
  certmgr: [
    [
      ...services('Certificate omegaml', 'Issuer omegaml'),
      ...services(...['Deployment', 'Role', 'RoleBinding', 'ServiceAccount'].map((kind) => `${kind} cert-manager`)),
      ...account('cert-manager'),
    ],
    [],
  ],
  localpath: [
    [
      'StorageClass local-path',
      ...account('local-path-provisioner'),
      ...services(
        ...['ConfigMap', 'Deployment', 'Role', 'RoleBinding', 'ServiceAccount'].map(
          (kind) => `${kind} local-path-provisioner`,
        ),
      ),
    ],
    services(
      'PersistentVolumeClaim jupyterhub',
      'ConfigMap jupyterhub',
      'Deployment jupyterhub',
      ...['mongodb', 'nfs-server', 'postgresql', 'rabbitmq'].map((name) => `StatefulSet ${name}`),
    ),
  ],
  nfs: [
    [
      'StorageClass nfs',
      ...account('nfs-server'),
      ...services('Service nfs-server', 'ServiceAccount nfs-server', 'StatefulSet nfs-server'),
    ],
    [],
  ],
  'tcp-services': [[ports, 'Namespace ingress-nginx'], []],
};

for (const [tag, [gone, changed]] of Object.entries(table)) {
  it(`002.14: tags.${tag}=false takes exactly its part away`, () => {
    const difference = compare(all, tenant({ tags: { [tag]: false } }));
    assert.equal(difference, { gone: [...gone].sort(), added: [], changed: [...changed].sort() });
  });
}

it('002.14: all tags are on by default, and a tag that is not known is refused', () => {
  for (const [gone] of Object.values(table)) for (const id of gone) assert.ok(idsOf(all).includes(id), id);
  assert.match(
    messageOf(() => tenant({ tags: { sll: false } })),
    /tags.*sll/s,
  );
});

it('002.14: without localpath volumes are of the cluster’s default class', () => {
  const objects = tenant({ tags: { localpath: false } });
  const { spec } = pick(objects, 'StatefulSet omegaml-services/mongodb');
  assert.is(spec.volumeClaimTemplates[0]?.spec.storageClassName, undefined);
});

it('002.14: without nfs the shared claims are of the cluster’s own class nfs', () => {
  const objects = tenant({ tags: { nfs: false } });
  for (const namespace of ['omegaml-services', 'omegaml-runtime']) {
    assert.is(pick(objects, `PersistentVolumeClaim ${namespace}/omegaml-shared`).spec.storageClassName, 'nfs');
  }
});

it('002.22: without certmgr there is no object of cert-manager, and the proxy takes a Secret of one’s own', () => {
  const objects = tenant({ tags: { certmgr: false }, tls: { secret: 'mine' } });
  assert.equal(
    objects.filter(({ apiVersion }) => apiVersion.startsWith('cert-manager.io')),
    [],
  );
  assert.match(JSON.stringify(pick(objects, 'Deployment omegaml-services/tcp-services')), /"secretName":"mine"/);
});

it('002.22: storage=cluster brings longhorn instead of local-path, and its class to every volume', () => {
  const objects = tenant({ storage: 'cluster' });
  const ids = idsOf(objects);
  assert.equal(
    ids.filter((id) => id.includes('local-path')),
    [],
  );
  for (const id of [
    'StorageClass longhorn',
    'DaemonSet longhorn-system/longhorn-manager',
    'CustomResourceDefinition volumes.longhorn.io',
  ]) {
    assert.ok(ids.includes(id), id);
  }
  for (const name of ['mongodb', 'rabbitmq', 'postgresql', 'nfs-server']) {
    const { spec } = pick(objects, `StatefulSet omegaml-services/${name}`);
    assert.is(spec.volumeClaimTemplates[0]?.spec.storageClassName, 'longhorn', name);
  }
});

it('002.22: storage takes a class of the cluster by its name', () => {
  const objects = tenant({ storage: 'fast' });
  assert.equal(
    idsOf(objects).filter((id) => /local-path|longhorn/.test(id)),
    [],
  );
  assert.is(
    pick(objects, 'StatefulSet omegaml-services/mongodb').spec.volumeClaimTemplates[0]?.spec.storageClassName,
    'fast',
  );
});

it.run();
