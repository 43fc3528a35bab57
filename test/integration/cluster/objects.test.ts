import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { configMap, configMapKind, customKind, failure } from './kinds.ts';

const it = suite('objects');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'objects');
const refTo = (name: string): ObjectRef => ({ ...configMapKind, namespace, name });

it('an object that is absent is undefined, of an unknown kind KIND_UNKNOWN', async () => {
  assert.is(await cluster.get(refTo('absent')), undefined);
  assert.is((await failure(cluster.get({ ...refTo('absent'), kind: 'Nonsense' }))).code, 'KIND_UNKNOWN');
});

it('an absent namespace makes an object absent', async () => {
  assert.is(await cluster.get({ ...refTo('a'), namespace: 'no-such-namespace' }), undefined);
});

it('create, then again: ALREADY_EXISTS', async () => {
  const object = await cluster.create(configMap(namespace, 'created', { a: '1' }));
  assert.equal([object.apiVersion, object.kind, object['data']], ['v1', 'ConfigMap', { a: '1' }]);
  assert.is(object.metadata.managedFields?.[0]?.manager, 'capstan');
  assert.is((await failure(cluster.create(configMap(namespace, 'created', {})))).code, 'ALREADY_EXISTS');
});

it('a dry creation leaves nothing', async () => {
  await cluster.create(configMap(namespace, 'dry', {}), { dryRun: true });
  assert.is(await cluster.get(refTo('dry')), undefined);
});

it('metadata alone keeps apiVersion and kind', async () => {
  await cluster.create(configMap(namespace, 'meta', { a: '1' }));
  const object = await cluster.get(refTo('meta'), undefined, { metadataOnly: true });
  assert.equal(Object.keys(object ?? {}).sort(), ['apiVersion', 'kind', 'metadata']);
  assert.equal([object?.apiVersion, object?.kind], ['v1', 'ConfigMap']);
});

it('replace is optimistic with a resourceVersion', async () => {
  const first = await cluster.create(configMap(namespace, 'replaced', { a: '1' }));
  const second = await cluster.replace({ ...first, data: { a: '2' } });
  assert.equal(second['data'], { a: '2' });
  assert.is((await failure(cluster.replace({ ...first, data: { a: '3' } }))).code, 'CONFLICT');
});

it('patches by merge and by JSON patch', async () => {
  await cluster.create(configMap(namespace, 'patched', { a: '1', b: '1' }));
  const merged = await cluster.patch(refTo('patched'), { type: 'merge', body: { data: { a: null, c: '1' } } });
  assert.equal(merged['data'], { b: '1', c: '1' });
  const patched = await cluster.patch(refTo('patched'), {
    type: 'json',
    body: [{ op: 'replace', path: '/data/b', value: '2' }],
  });
  assert.equal(patched['data'], { b: '2', c: '1' });
  assert.is((await failure(cluster.patch(refTo('absent'), { type: 'merge', body: {} }))).code, 'NOT_FOUND');
});

it('a status is patched by itself', async () => {
  await using kind = await customKind(cluster);
  const object = kind.create(namespace, 'w', { a: 1 });
  await cluster.create(object);
  const body = { spec: { a: 2 }, status: { ready: true } };
  const patched = await cluster.patch(refOf(object), { type: 'merge', body, subresource: 'status' });
  assert.equal([patched['spec'], patched['status']], [{ a: 1 }, { ready: true }]);
});

it('delete says whether there was something', async () => {
  await cluster.create(configMap(namespace, 'deleted', {}));
  assert.is(await cluster.delete(refTo('deleted')), true);
  assert.is(await cluster.delete(refTo('deleted')), false);
  assert.is(await cluster.delete({ ...refTo('deleted'), kind: 'Nonsense' }), false);
});

it('delete by uid leaves a later object of that name alone', async () => {
  const first = await cluster.create(configMap(namespace, 'uid', {}));
  await cluster.delete(refTo('uid'));
  const second = await cluster.create(configMap(namespace, 'uid', {}));
  assert.is(await cluster.delete(refTo('uid'), { uid: first.metadata.uid as string }), false);
  assert.is((await cluster.get(refTo('uid')))?.metadata.uid, second.metadata.uid);
  assert.is(await cluster.delete(refTo('uid'), { uid: second.metadata.uid as string }), true);
});

it('foreground deletion keeps the owner until its dependents are gone', async () => {
  const owner = await cluster.create(configMap(namespace, 'owner', {}));
  assert.is(await cluster.delete(refTo('owner'), { propagation: 'Foreground' }), true);
  await eventually(async () => assert.is(await cluster.get(refTo('owner')), undefined), { timeoutMs: 180_000 });
  assert.ok(owner.metadata.uid);
});

it('an empty name is refused before it can empty a collection', async () => {
  await cluster.create(configMap(namespace, 'kept', {}));
  assert.is((await failure(cluster.delete(refTo('')))).code, 'OBJECT_INVALID');
  assert.ok(await cluster.get(refTo('kept')));
});

it('a name with colons and letters of both cases is found', async () => {
  const name = `capstan:Test:${namespace}`;
  const role: KubeObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [],
  };
  await cluster.create(role);
  assert.is((await cluster.get(refOf(role)))?.metadata.name, name);
  assert.is(await cluster.delete(refOf(role)), true);
});

it('creation in a namespace that is being deleted says so', async () => {
  const going = await testNamespace(cluster, 'going');
  const holder = configMap(going, 'holder', {}, { finalizers: ['capstan.test/hold'] });
  await cluster.create(holder);
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: going });
  for (const attempt of [
    () => cluster.create(configMap(going, 'late', {})),
    () => cluster.apply(configMap(going, 'late', {}), { force: true }),
  ]) {
    const error = await failure(attempt());
    assert.is(error.code, 'NAMESPACE_TERMINATING');
    assert.match(String(error.hint), going);
  }
  await cluster.patch(refOf(holder), { type: 'merge', body: { metadata: { finalizers: null } } });
});

it('every request carries the user agent, and each call is one request', async () => {
  const own = clusterOf(test.kubeconfig, 'capstan/objects-test');
  await own.get(refTo('kept'));
  const mark = auditMark(test);
  await own.apply(configMap(namespace, 'counted', { a: '1' }), { force: true, mustNotExist: true });
  await own.get(refTo('counted'), undefined, { metadataOnly: true });
  await own.delete(refTo('counted'));
  await own.close();
  const seen = await eventually(() => {
    const events = auditEvents(test, mark).filter(({ userAgent }) => userAgent === 'capstan/objects-test');
    assert.ok(events.length >= 3);
    return events;
  });
  assert.equal(
    seen.map(({ verb, name }) => `${verb} ${name}`),
    ['patch counted', 'get counted', 'delete counted'],
  );
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
