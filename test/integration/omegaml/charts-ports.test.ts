import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { sharingManager } from '../../../src/release/index.ts';
import { clusterOf, ownControlPlane } from '../../support/cluster.ts';
import { kubectl } from '../../support/kubectl.ts';
import { failureOf, places, Site } from './site.ts';

// The ports belong to the whole cluster: other tests must not be in their way.
const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const site = new Site(clusterOf(plane.kubeconfig));
const { cluster } = site;

/** No more than what the ports are about. */
const parts = ['omegaml', 'jupyterhub', 'apphub', 'certmgr', 'localpath', 'nfs'];
const lean = { tags: Object.fromEntries(parts.map((name) => [name, false])) };

const six = {
  '27017': 'omegaml-services/mongodb:27017',
  '5672': 'omegaml-services/rabbitmq:5672',
  '5432': 'omegaml-services/postgresql:5432',
  '27018': 'omegaml-services/tcp-services:27018',
  '5671': 'omegaml-services/tcp-services:5671',
  '2345': 'omegaml-services/tcp-services:2345',
};

const ports = () => site.dataOf('ingress-nginx', 'tcp-services');
const withTags = (tags: Readonly<Record<string, boolean>>) => ({ tags: { ...lean.tags, ...tags } });

async function ingressWith(data: Readonly<Record<string, string>>, manager = 'somebody'): Promise<void> {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'ingress-nginx', name: 'tcp-services' },
    data,
  };
  await cluster.apply(object as KubeObject, { force: true, manager });
}

const it = suite('ports of a tenant');
it.after.each(async () => {
  await site.remove('omegaml-tenant');
  await cluster.delete({
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    namespace: 'ingress-nginx',
    name: 'tcp-services',
  });
});
it.after(async () => {
  await plane[Symbol.asyncDispose]();
});

it('002.14: a cluster without tcp-services gets all six ports, and the namespaces', async () => {
  await site.install('omegaml-tenant', lean);
  assert.equal(await ports(), six);
  const namespaces = await site.namesOf('Namespace');
  for (const name of ['omegaml-services', 'omegaml-runtime', 'ingress-nginx'])
    assert.ok(namespaces.includes(name), name);
});

it('002.14: ports of others stay, and ours go with the tenant', async () => {
  await ingressWith({ '9000': 'shop/minio:9000', '22': 'git/ssh:22' });
  const { metadata: before } = (await site.get('ConfigMap', 'ingress-nginx', 'tcp-services')) as KubeObject;
  await site.install('omegaml-tenant', lean);
  assert.equal(await ports(), { '9000': 'shop/minio:9000', '22': 'git/ssh:22', ...six });
  const { metadata } = (await site.get('ConfigMap', 'ingress-nginx', 'tcp-services')) as KubeObject;
  assert.is(metadata.uid, before.uid);
  assert.equal([metadata.labels, metadata.annotations, metadata.ownerReferences], [undefined, undefined, undefined]);
  assert.ok(metadata.managedFields?.some(({ manager }) => manager === sharingManager(places['omegaml-tenant'])));
  await site.remove('omegaml-tenant');
  assert.equal(await ports(), { '9000': 'shop/minio:9000', '22': 'git/ssh:22' });
});

it('002.14: a ConfigMap that kubectl made, and goes on changing, keeps the ports of both', async () => {
  const folder = ['-n', 'ingress-nginx'];
  await kubectl(plane.kubeconfig, 'create', 'configmap', 'tcp-services', ...folder, '--from-literal=22=git/ssh:22');
  await site.install('omegaml-tenant', lean);
  await kubectl(
    plane.kubeconfig,
    'patch',
    'configmap',
    'tcp-services',
    ...folder,
    '-p',
    '{"data":{"9000":"shop/minio:9000"}}',
  );
  await site.install('omegaml-tenant', { ...lean, role: 'services' });
  assert.equal(await ports(), { '22': 'git/ssh:22', '9000': 'shop/minio:9000', ...six });
  await site.remove('omegaml-tenant');
  assert.equal(await ports(), { '22': 'git/ssh:22', '9000': 'shop/minio:9000' });
});

it('002.14: a port that somebody else has is not taken: the install fails, says whose it is, and leaves nothing of ours', async () => {
  await ingressWith({ '5432': 'shop/postgres:5432' }, 'shop-deployer');
  const failure = await failureOf(site.install('omegaml-tenant', lean));
  assert.is(failure.code, 'OBJECT_OWNED');
  assert.match(failure.message, /shop-deployer/);
  assert.match(failure.message, /5432/);
  assert.equal(await ports(), { '5432': 'shop/postgres:5432' });
});

it('002.14: the same port with the same target belongs to both, and stays when one goes', async () => {
  await ingressWith({ '5432': six['5432'] });
  await site.install('omegaml-tenant', lean);
  await site.remove('omegaml-tenant');
  assert.equal(await ports(), { '5432': six['5432'] });
});

it('002.14: tags.tcp-services=false adds none, and an update with it takes ours away', async () => {
  await ingressWith({ '22': 'git/ssh:22' });
  await site.install('omegaml-tenant', lean);
  await site.install('omegaml-tenant', withTags({ 'tcp-services': false }));
  assert.equal(await ports(), { '22': 'git/ssh:22' });
  assert.ok(await site.get('Deployment', 'omegaml-services', 'tcp-services'), 'the proxy is another tag’s');
});

it('002.22: tags.ssl=false leaves the plain ports, and no tcp-services at all', async () => {
  await site.install('omegaml-tenant', lean);
  await site.install('omegaml-tenant', withTags({ ssl: false }));
  const { '27017': mongodb, '5672': rabbitmq, '5432': postgresql } = six;
  assert.equal(await ports(), { '27017': mongodb, '5672': rabbitmq, '5432': postgresql });
  for (const kind of ['Deployment', 'Service', 'ConfigMap']) {
    assert.is(await site.get(kind, 'omegaml-services', 'tcp-services'), undefined, kind);
  }
});

it('002.14: ports of a part that is left out are left out', async () => {
  await site.install('omegaml-tenant', withTags({ rabbitmq: false }));
  assert.equal(Object.keys((await ports()) ?? {}).sort(), ['2345', '27017', '27018', '5432']);
});

it('002.14: an update that wants a port of somebody else is taken back, and the ports stay as they were', async () => {
  await site.install('omegaml-tenant', withTags({ rabbitmq: false }));
  await ingressWith({ '5672': 'shop/queue:5672' });
  const before = await ports();
  const failure = await failureOf(site.install('omegaml-tenant', lean));
  assert.is(failure.code, 'OBJECT_OWNED');
  assert.equal(await ports(), before);
  assert.is(await site.get('StatefulSet', 'omegaml-services', 'rabbitmq'), undefined);
});

it('002.14: a port that went missing comes back with the next update', async () => {
  await site.install('omegaml-tenant', lean);
  await ingressWith({ '22': 'git/ssh:22' });
  await kubectl(
    plane.kubeconfig,
    'patch',
    'configmap',
    'tcp-services',
    '-n',
    'ingress-nginx',
    '-p',
    '{"data":{"5432":null}}',
  );
  await site.install('omegaml-tenant', { ...lean, nodepool: 'a' });
  assert.equal(await ports(), { '22': 'git/ssh:22', ...six });
});

it('002.14: two tenants of one cluster add their own ports to one ConfigMap', async () => {
  await site.install('omegaml-tenant', withTags({ postgresql: false, ssl: false }));
  const other = { name: 'other', namespace: 'other-services' };
  const namespaces = { services: 'other-services', runtime: 'other-runtime' };
  const tags = { ...withTags({ mongodb: false, rabbitmq: false, ssl: false }).tags };
  await site.install('omegaml-tenant', { tags, namespaces }, other);
  assert.equal(await ports(), {
    '27017': six['27017'],
    '5672': six['5672'],
    '5432': 'other-services/postgresql:5432',
  });
  await site.remove('omegaml-tenant', other);
  assert.equal(await ports(), { '27017': six['27017'], '5672': six['5672'] });
});

it.run();
