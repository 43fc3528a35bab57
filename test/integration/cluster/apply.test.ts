import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { configMap, customKind, failure } from './kinds.ts';

const it = suite('apply');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'apply');

it('creates, changes, and removes what is left out', async () => {
  const first = await cluster.apply(configMap(namespace, 'plain', { a: '1', b: '1' }), { force: false });
  assert.is(first.created, true);
  const second = await cluster.apply(configMap(namespace, 'plain', { a: '2' }), { force: false });
  assert.is(second.created, false);
  assert.equal(second.object['data'], { a: '2' });
  assert.equal(
    second.object.metadata.managedFields?.map(({ manager, operation }) => [manager, operation]),
    [['capstan', 'Apply']],
  );
});

it('the same apply again changes nothing', async () => {
  const object = configMap(namespace, 'same', { a: '1' });
  const first = await cluster.apply(object, { force: true });
  const second = await cluster.apply(object, { force: true });
  assert.is(second.object.metadata.resourceVersion, first.object.metadata.resourceVersion);
});

it('every character comes through, though the server reads an apply as YAML', async () => {
  const texts = Object.fromEntries(
    [...'\u0001\u007f\u0085\u009f\u00a0\u2028\u2029\ufeff\ufffd\ufffe\uffff🐎'].map((character, index) => [
      `text${index}`,
      `${character} a ${character}\n${character}: "b"${character}`,
    ]),
  );
  const { object } = await cluster.apply(configMap(namespace, 'characters', texts), { force: true });
  assert.equal(object['data'], texts);
});

it('an object can be applied as it was read', async () => {
  await cluster.apply(configMap(namespace, 'read', { a: '1' }), { force: true });
  const read = (await cluster.get(refOf(configMap(namespace, 'read', {})))) as KubeObject;
  assert.is((await cluster.apply(read, { force: true })).created, false);
});

it('fails when another manager owns a field, unless forced', async () => {
  const object = configMap(namespace, 'owned', { a: 'theirs' });
  const path = `/api/v1/namespaces/${namespace}/configmaps/owned`;
  await cluster.request({
    method: 'PATCH',
    path,
    query: { fieldManager: 'other' },
    body: object,
    contentType: 'application/apply-patch+yaml',
  });
  const ours = configMap(namespace, 'owned', { a: 'ours' });
  const error = await failure(cluster.apply(ours, { force: false }));
  assert.is(error.code, 'CONFLICT');
  assert.match(error.message, 'conflict with "other"');
  assert.match(String(error.hint), 'force');
  assert.equal((await cluster.apply(ours, { force: true })).object['data'], { a: 'ours' });
});

it('a dry run says what would be and leaves nothing', async () => {
  const object = configMap(namespace, 'dry', { a: '1' });
  const { object: would, created } = await cluster.apply(object, { force: true, dryRun: true });
  assert.equal([would['data'], created], [{ a: '1' }, true]);
  assert.is(await cluster.get(refOf(object)), undefined);
});

it('keeps fields that nobody has a type for', async () => {
  await using kind = await customKind(cluster);
  const spec = { deep: { unknown: [1, { x: null }], number: 12345678901 } };
  const { object } = await cluster.apply(kind.create(namespace, 'w', spec), { force: true });
  assert.equal((object['spec'] as typeof spec).deep.number, 12345678901);
  assert.equal((object['spec'] as typeof spec).deep.unknown[0], 1);
});

it('says which namespace is missing', async () => {
  const error = await failure(cluster.apply(configMap('no-such-namespace', 'a', {}), { force: true }));
  assert.equal([error.code, error.message], ['NOT_FOUND', 'namespaces "no-such-namespace" not found']);
  assert.match(String(error.hint), 'kubectl create namespace no-such-namespace');
});

it("says what is wrong with an object in the server's own words", async () => {
  const error = await failure(cluster.apply(configMap(namespace, 'Not A Name', {}), { force: true }));
  assert.is(error.code, 'OBJECT_INVALID');
  assert.match(error.message, 'Invalid value: "Not A Name"');
});

const labels = { app: 'a' };
const service = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: labels, ports: [{ port: 80 }] },
});
const statefulSet = (name: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace },
  spec: {
    replicas: 0,
    serviceName: name,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
});

/** Applies twice with mustNotExist: the first creates as a plain apply would, the second leaves the object alone. */
async function provesMustNotExist(object: KubeObject): Promise<void> {
  const once = { force: true, mustNotExist: true };
  const dry = await cluster.apply(object, { ...once, dryRun: true });
  assert.is(dry.created, true);
  const { object: made, created } = await cluster.apply(object, once);
  assert.is(created, true);
  assert.is.not(made.metadata.resourceVersion, '1');
  assert.equal(
    made.metadata.managedFields?.map(({ manager, operation }) => [manager, operation]),
    [['capstan', 'Apply']],
  );
  const before = await cluster.get(refOf(object));
  const other = { ...object, metadata: { ...object.metadata, labels: { changed: 'yes' } } };
  for (const force of [true, false]) {
    for (const dryRun of [true, false]) {
      const error = await failure(cluster.apply(other, { ...once, force, dryRun }));
      assert.is(error.code, 'ALREADY_EXISTS');
      assert.match(error.message, `${object.kind} ${object.metadata.name}`);
    }
  }
  const after = await cluster.get(refOf(object));
  assert.equal({ ...after, status: undefined }, { ...before, status: undefined });
}

it('mustNotExist creates a ConfigMap in one request and touches no live one', () =>
  provesMustNotExist(configMap(namespace, 'once', { a: '1' })));
it('mustNotExist: a Service', () => provesMustNotExist(service('once')));
it('mustNotExist: a cluster-scoped ClusterRole with colons in its name', () =>
  provesMustNotExist({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `capstan:test:${namespace}` },
    rules: [],
  }));
it('mustNotExist: a custom resource', async () => {
  await using kind = await customKind(cluster);
  await provesMustNotExist(kind.create(namespace, 'once', { a: 1 }));
});

it('mustNotExist: a StatefulSet, whose controller writes its status meanwhile', async () => {
  const once = { force: true, mustNotExist: true };
  assert.is((await cluster.apply(statefulSet('once'), once)).created, true);
  const changed = statefulSet('once');
  const error = await failure(
    cluster.apply({ ...changed, spec: { ...(changed['spec'] as object), replicas: 1 } }, once),
  );
  assert.is(error.code, 'ALREADY_EXISTS');
  const live = (await cluster.get(refOf(changed))) as KubeObject;
  assert.is((live['spec'] as { replicas: number }).replicas, 0);
  assert.is(live.metadata.generation, 1);
});

it('mustNotExist: of many at the same time exactly one creates', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) =>
      cluster.apply(configMap(namespace, 'race', { by: String(i) }), { force: true, mustNotExist: true }),
    ),
  );
  const won = results.flatMap((result, i) => (result.status === 'fulfilled' ? [String(i)] : []));
  const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  assert.is(won.length, 1);
  assert.equal(codes, Array(11).fill('ALREADY_EXISTS'));
  assert.equal((await cluster.get(refOf(configMap(namespace, 'race', {}))))?.['data'], { by: won[0] });
});

it('mustNotExist: an object that is being deleted still exists', async () => {
  const finalizers = ['capstan.test/hold'];
  const object = configMap(namespace, 'going', {}, { finalizers });
  await cluster.apply(object, { force: true });
  await cluster.delete(refOf(object));
  assert.is((await failure(cluster.apply(object, { force: true, mustNotExist: true }))).code, 'ALREADY_EXISTS');
  await cluster.patch(refOf(object), { type: 'merge', body: { metadata: { finalizers: null } } });
  assert.is(
    (await cluster.apply({ ...object, metadata: { name: 'going', namespace } }, { force: true, mustNotExist: true }))
      .created,
    true,
  );
});

it.after(async () => {
  await cluster.delete({
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRole',
    namespace: '',
    name: `capstan:test:${namespace}`,
  });
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
