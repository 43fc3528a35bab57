import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterOf, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy } from '../../support/faults/index.ts';
import { configMap, configMapKind, customKind, failure } from './kinds.ts';

const it = suite('list');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'list');
const many = 1_203;
const target = { gvk: configMapKind, namespace, labelSelector: 'list=yes' };
const names = Array.from({ length: many }, (_, i) => `m-${String(i).padStart(4, '0')}`);

it.before(async () => {
  await Promise.all(
    names.map((name, i) => cluster.create(configMap(namespace, name, { i: String(i) }, { labels: { list: 'yes' } }))),
  );
});

it('reads more than a page, all of one moment, with their kind', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const { items, resourceVersion } = await clusterOf(proxy.kubeconfig).list(target);
  assert.equal(items.map(({ metadata }) => metadata.name).sort(), names);
  assert.ok(items.every(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'ConfigMap'));
  assert.match(resourceVersion, /^\d+$/);
  assert.equal(
    proxy.seen.filter(({ verb }) => verb === 'list').map(({ url }) => url.searchParams.get('limit')),
    ['500', '500', '500'],
  );
});

it('metadata alone has the kind that was asked for, and no data', async () => {
  const { items } = await cluster.list({ ...target, metadataOnly: true });
  assert.is(items.length, many);
  assert.ok(items.every((item) => item.kind === 'ConfigMap' && item.apiVersion === 'v1' && item['data'] === undefined));
});

it('selects by field, and across namespaces', async () => {
  const { items } = await cluster.list({
    gvk: configMapKind,
    fieldSelector: `metadata.name=m-0007,metadata.namespace=${namespace}`,
  });
  assert.equal(
    items.map(({ metadata }) => metadata.name),
    ['m-0007'],
  );
});

const expired = JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Expired', message: 'too old', code: 410 });

it('when the pages expire midway, one request without pages gets everything', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  proxy.fault = ({ url }) => (url.searchParams.has('continue') ? { status: 410, body: expired } : undefined);
  const { items } = await clusterOf(proxy.kubeconfig).list(target);
  assert.equal(items.map(({ metadata }) => metadata.name).sort(), names);
  assert.equal(
    proxy.seen.filter(({ verb }) => verb === 'list').map(({ url }) => url.searchParams.get('limit')),
    ['500', '500', null],
  );
});

it('the list that expires altogether is told, not retried for ever', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  proxy.fault = ({ verb }) => (verb === 'list' ? { status: 410, body: expired } : undefined);
  assert.is((await failure(clusterOf(proxy.kubeconfig).list(target))).code, 'WATCH_EXPIRED');
  assert.is(proxy.count('list'), 1);
});

it('an empty collection has a resourceVersion to watch from', async () => {
  await using kind = await customKind(cluster);
  const { items, resourceVersion } = await cluster.list({ gvk: kind.gvk, namespace });
  assert.equal(items, []);
  assert.match(resourceVersion, /^\d+$/);
});

it('an unknown kind is KIND_UNKNOWN', async () => {
  assert.is((await failure(cluster.list({ gvk: { ...configMapKind, kind: 'Nonsense' } }))).code, 'KIND_UNKNOWN');
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
