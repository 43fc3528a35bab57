import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { clusterOf, ownControlPlane } from '../../support/cluster.ts';
import { helm } from '../../support/kubectl.ts';
import { type ChartName, failureOf, type places, Site } from './site.ts';

// Storage classes and namespaces have fixed names: other tests must not be in their way.
const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const site = new Site(clusterOf(plane.kubeconfig));
const services = 'omegaml-services';
const runtime = 'omegaml-runtime';

interface Workload {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly nodeSelector?: object } };
  };
}
/** But for that of the test's own cluster. */
const classes = async () => (await site.namesOf('StorageClass')).filter((name) => name !== 'standard');
const workload = async (kind: string, namespace: string, name: string) =>
  (await site.get(kind, namespace, name)) as unknown as Workload | undefined;

const it = suite('charts of omega-ml on a real API server');
it.after(async () => {
  await plane[Symbol.asyncDispose]();
});

it('002.15: installs a tenant with all that it can have, updates it and removes it', async () => {
  assert.is(await site.install('omegaml-tenant', { hub: true, domain: 'ml.example.com' }), 'installed');
  const deployments = [
    'account',
    'apphub',
    'cert-manager',
    'cloudmgr',
    'cloudmgr-worker',
    'jupyterhub',
    'local-path-provisioner',
  ];
  assert.equal(await site.namesOf('Deployment', services), [...deployments, 'omegaml', 'tcp-services']);
  assert.equal(await site.namesOf('StatefulSet', services), ['mongodb', 'nfs-server', 'postgresql', 'rabbitmq']);
  assert.equal(await classes(), ['local-path', 'nfs']);
  assert.equal(await site.namesOf('Certificate', services), ['omegaml']);

  await site.install('omegaml-tenant', { hub: false, domain: '', omegaml: { replicas: 3 } });
  assert.is((await workload('Deployment', services, 'omegaml'))?.spec.replicas, 3);
  assert.equal(await site.namesOf('Ingress', services), []);
  assert.is(await site.get('Deployment', services, 'cloudmgr'), undefined);

  assert.is(await site.remove('omegaml-tenant'), true);
  for (const kind of ['Deployment', 'StatefulSet', 'Service', 'ConfigMap', 'Certificate'] as const) {
    assert.equal(
      (await site.namesOf(kind, services)).filter((name) => name !== 'kube-root-ca.crt'),
      [],
      kind,
    );
  }
  assert.equal(await classes(), []);
});

it('002.14: what people keep outlives the tenant, and the next one takes it up again', async () => {
  await site.install('omegaml-tenant', { hub: true });
  await site.remove('omegaml-tenant');
  assert.equal(await site.namesOf('PersistentVolumeClaim', services), ['cloudmgr', 'jupyterhub', 'omegaml-shared']);
  const namespaces = await site.namesOf('Namespace');
  for (const name of [services, runtime]) assert.ok(namespaces.includes(name), name);
  assert.is(await site.install('omegaml-tenant', { hub: true }), 'installed');
});

it('002.14: volumes that are there keep their class, whatever storage and tags say later', async () => {
  const classOf = async (name: string) => {
    const claim = await site.get('PersistentVolumeClaim', services, name);
    return (claim?.spec as { storageClassName?: string } | undefined)?.storageClassName;
  };
  await site.install('omegaml-tenant', { hub: true });
  const before = [await classOf('jupyterhub'), await classOf('omegaml-shared')];
  await site.install('omegaml-tenant', { hub: true, tags: { localpath: false } });
  assert.equal(await classes(), ['nfs']);
  await site.install('omegaml-tenant', { hub: true, storage: 'standard' });
  await site.remove('omegaml-tenant');
  assert.is(await site.install('omegaml-tenant', { hub: true, storage: 'standard' }), 'installed');
  assert.equal([await classOf('jupyterhub'), await classOf('omegaml-shared')], before);
  await site.remove('omegaml-tenant');
});

it('002.14: namespaces that somebody else made are joined, and stay his', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: runtime, labels: { team: 'data' } } };
  await site.cluster.apply(namespace as KubeObject, { force: true, manager: 'somebody' });
  await site.install('omegaml-tenant', { role: 'services' });
  const labels = async () => (await site.get('Namespace', '', runtime))?.metadata.labels ?? {};
  assert.equal([(await labels())['team'], (await labels())['app.kubernetes.io/part-of']], ['data', 'omegaml']);
  await site.remove('omegaml-tenant');
  assert.equal([(await labels())['team'], (await labels())['app.kubernetes.io/part-of']], ['data', undefined]);
});

it('a password is made once: updates with other random bytes keep it', async () => {
  await site.install('omegaml-tenant');
  const read = async () =>
    Promise.all(
      ['mongodb', 'rabbitmq', 'postgresql', 'jupyterhub'].map(
        async (name) => (await site.get('Secret', services, name))?.['data'],
      ),
    );
  const before = await read();
  await site.install('omegaml-tenant', { omegaml: { replicas: 2 } });
  assert.equal(await read(), before);
});

it('002.22: storage=cluster brings longhorn instead of local-path', async () => {
  await site.remove('omegaml-tenant');
  for (const name of await site.namesOf('PersistentVolumeClaim', services)) {
    await site.cluster.delete({ group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace: services, name });
  }
  await site.install('omegaml-tenant', {
    storage: 'cluster',
    tags: { jupyterhub: false, omegaml: false, apphub: false },
  });
  assert.equal(await classes(), ['longhorn', 'nfs']);
  assert.equal(await site.namesOf('DaemonSet', 'longhorn-system'), ['longhorn-manager']);
  assert.is(await site.get('Deployment', services, 'local-path-provisioner'), undefined);
});

it('helm lists the releases, and tells their notes', async () => {
  const listed = await helm(plane.kubeconfig, 'list', '--namespace', services, '--short');
  assert.is(listed.trim(), 'omegaml');
  assert.match(
    await helm(plane.kubeconfig, 'get', 'notes', 'omegaml', '--namespace', services),
    /Ports are added to ConfigMap/,
  );
});

for (const chart of ['omegaml-runtime', 'omegaml-worker'] as const) {
  it(`002.19: ${chart} is scaled, moved and removed`, async () => {
    const at = { name: `${chart}-alice`, namespace: runtime };
    const seen = async () => {
      const { spec } = (await workload('Deployment', runtime, at.name)) ?? {};
      return [spec?.replicas, spec?.template.spec.nodeSelector];
    };
    await site.install(chart, {}, at);
    assert.equal(await seen(), [1, { 'omegaml.io/role': 'worker' }]);
    await site.install(chart, { size: 4, role: 'gpu', label: 'night', nodepool: 'blue' }, at);
    assert.equal(await seen(), [4, { 'omegaml.io/role': 'gpu', 'omegaml.io/nodepool': 'blue' }]);
    assert.is(await site.remove(chart, at), true);
    assert.is(await site.get('Deployment', runtime, at.name), undefined);
  });
}

it('002.16: two users have releases beside each other, and one goes without the other', async () => {
  const [alice, bob] = ['alice', 'bob'].map((user) => ({ name: `omegaml-runtime-${user}`, namespace: runtime })) as [
    Place,
    Place,
  ];
  for (const at of [alice, bob]) await site.install('omegaml-runtime', {}, at);
  await site.remove('omegaml-runtime', alice);
  assert.equal(await site.namesOf('Deployment', runtime), [bob.name]);
  const failure = await failureOf(site.install('omegaml-worker', {}, bob));
  assert.is(failure.code, 'OBJECT_OWNED');
});
type Place = (typeof places)[ChartName] | { readonly name: string; readonly namespace: string };

it('002.15: an app gets its Ingress and, where cert-manager is, its certificate', async () => {
  const at = { name: 'appingress-shop' };
  const values: Values = { app: 'shop', domain: 'apps.example.com' };
  await site.install('omegaml-appingress', values, at);
  assert.equal(await site.namesOf('Certificate', services), ['appingress-shop', 'omegaml']);
  await site.install('omegaml-appingress', { ...values, tls: false }, at);
  assert.equal(await site.namesOf('Certificate', services), ['omegaml']);
  await site.remove('omegaml-appingress', at);
  assert.equal(await site.namesOf('Ingress', services), []);
});

it('002.8: mongodb is installed, changed and removed', async () => {
  await site.install('mongodb', { node_prefix: 'x' });
  assert.is((await workload('StatefulSet', 'default', 'mongodb'))?.spec.replicas, 1);
  await site.install('mongodb', { node_prefix: 'y', size: 0 });
  assert.is((await workload('StatefulSet', 'default', 'mongodb'))?.spec.replicas, 0);
  await site.remove('mongodb');
  assert.is(await site.get('StatefulSet', 'default', 'mongodb'), undefined);
  assert.is(await site.get('Secret', 'default', 'mongodb-auth'), undefined);
});

it.run();
