import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster, KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { Sources } from '../../../src/operator/sources/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { allow, widgetAccount, widgetRules } from '../../support/operator-account.ts';
import { configMap, configMaps, gadgetDefinition, refTo } from '../cluster/informer-recorder.ts';

const it = suite('sources of a release');

const test = await useControlPlane();
const { cluster } = test;

/** Sources and a list of the owners they called. */
function open(as: Cluster = cluster, namespaces: readonly string[] = []) {
  const told: string[] = [];
  const stop = new AbortController();
  const sources = new Sources({
    cluster: as,
    namespaces,
    log: silentLogger,
    onChange: (owner) => void told.push(owner),
    signal: stop.signal,
  });
  return { sources, told, signal: stop.signal, [Symbol.dispose]: () => stop.abort() };
}

const dataOf = (object: KubeObject | undefined) => object?.['data'];
const setData = (ref: ObjectRef, data: object) => cluster.patch(ref, { type: 'merge', body: { data } });

it('an object is read, watched, and a change of it is told to whom it concerns', async () => {
  const namespace = await testNamespace(cluster);
  const [a, b] = [refTo(namespace, 'a'), refTo(namespace, 'b')];
  await cluster.create(configMap(namespace, 'a', { text: 'one' }));
  using all = open();
  const { sources, told, signal } = all;
  assert.equal(dataOf(await sources.get('x', a, signal)), { text: 'one' });
  assert.is(await sources.get('y', b, signal), undefined);
  assert.equal(told, []);
  await setData(a, { text: 'two' });
  await eventually(() => assert.equal(told, ['x']));
  assert.equal(dataOf(await sources.get('x', a, signal)), { text: 'two' });
  await cluster.create(configMap(namespace, 'b'));
  await eventually(() => assert.equal(told, ['x', 'y']));
  await cluster.delete(a);
  await eventually(() => assert.equal(told, ['x', 'y', 'x']));
  assert.is(await sources.get('x', a, signal), undefined);
});

it('an object that one owner asks for twice concerns it either way', async () => {
  const namespace = await testNamespace(cluster);
  const a = refTo(namespace, 'a');
  await cluster.create(configMap(namespace, 'a', { text: 'one' }));
  using all = open();
  const { sources, told, signal } = all;
  const never = () => false;
  const ask = async (owner: string) => {
    sources.begin(owner);
    const [one] = await Promise.all([sources.get(owner, a, signal), sources.get(owner, a, signal, never)]);
    sources.settle(owner);
    return dataOf(one);
  };
  assert.equal(await ask('x'), { text: 'one' });
  await setData(a, { text: 'two' });
  await eventually(() => assert.equal(told, ['x']));
  sources.begin('x');
  assert.equal(dataOf(await sources.get('x', a, signal, never)), { text: 'two' });
  sources.settle('x');
  await setData(a, { text: 'three' });
  await eventually(async () => assert.equal(await ask('y'), { text: 'three' }));
  assert.not(told.slice(1).includes('x'));
  told.length = 0;
  await setData(a, { text: 'four' });
  await eventually(() => assert.equal(told, ['y']));
});

it('a write that changes nothing but versions and managers is told to nobody', async () => {
  const namespace = await testNamespace(cluster);
  await cluster.create(configMap(namespace, 'a', { text: 'one' }));
  using all = open();
  const { sources, told, signal } = all;
  const before = await sources.get('x', refTo(namespace, 'a'), signal);
  await cluster.apply(configMap(namespace, 'a', { text: 'one' }), { force: true }); // another manager, the same content
  await setData(refTo(namespace, 'a'), { text: 'two' });
  await eventually(() => assert.equal(told, ['x']));
  assert.is(before?.metadata.resourceVersion, undefined);
  assert.is(before?.metadata.managedFields, undefined);
});

it('only changes that the owner says concern it are told', async () => {
  const namespace = await testNamespace(cluster);
  const ref = refTo(namespace, 'a');
  await cluster.create(configMap(namespace, 'a', { big: '1', small: '1' }));
  using all = open();
  const { sources, told, signal } = all;
  const big = (object: KubeObject | undefined) => (dataOf(object) as { big?: string } | undefined)?.big;
  await sources.get('x', ref, signal, (before, after) => big(before) !== big(after));
  await sources.get('y', ref, signal);
  await setData(ref, { small: '2' });
  await eventually(() => assert.equal(told, ['y']));
  await setData(ref, { big: '2' });
  await eventually(() => assert.equal(told, ['y', 'x', 'y']));
});

it('owners of one target share a watch, which ends when nobody asks for it any more', async () => {
  const { kubeconfig, user, namespace } = await widgetAccount(test, 'sources');
  await cluster.create(configMap(namespace, 'a', {}, { part: 'db' }));
  const own = clusterOf(kubeconfig);
  const mark = auditMark(test);
  using all = open(own, [namespace]);
  const { sources, told, signal } = all;
  const db = { gvk: configMaps, namespace, labelSelector: 'part=db' };
  for (const owner of ['x', 'y']) {
    sources.begin(owner);
    assert.is((await sources.list(owner, db, signal)).length, 1);
    sources.settle(owner);
  }
  const lists = () =>
    auditEvents(test, mark).filter((one) => one.user === user && one.verb === 'list' && one.resource === 'configmaps');
  await eventually(() => assert.is(lists().length, 1));

  sources.begin('x');
  sources.settle('x');
  await cluster.create(configMap(namespace, 'b', {}, { part: 'db' }));
  await eventually(() => assert.equal(told, ['y']));
  sources.forget('y');
  await cluster.create(configMap(namespace, 'c', {}, { part: 'db' }));
  await sleep(300);
  assert.equal(told, ['y']);
  assert.is((await sources.list('x', db, signal)).length, 3);
  await eventually(() => assert.is(lists().length, 2));
  await own.close();
});

it('lists are in the order of names; all namespaces are those of the operator', async () => {
  const names = [
    await testNamespace(cluster, 'b'),
    await testNamespace(cluster, 'a'),
    await testNamespace(cluster, 'c'),
  ];
  const labels = { for: names[0] as string };
  for (const namespace of names) {
    for (const name of ['two', 'one']) await cluster.create(configMap(namespace, name, {}, labels));
  }
  const kind = { gvk: configMaps, namespace: '', labelSelector: `for=${names[0]}` };
  const placesOf = (objects: readonly KubeObject[]) =>
    objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const wanted = (...some: readonly (string | undefined)[]) => some.flatMap((one) => [`${one}/one`, `${one}/two`]);
  using everywhere = open();
  assert.equal(
    placesOf(await everywhere.sources.list('x', kind, everywhere.signal)),
    wanted(names[1], names[0], names[2]),
  );
  using some = open(cluster, names.slice(0, 2));
  assert.equal(placesOf(await some.sources.list('x', kind, some.signal)), wanted(names[1], names[0]));
});

it('cluster-scoped objects are found whatever namespace is named', async () => {
  const namespace = await testNamespace(cluster);
  using all = open(cluster, [namespace]);
  const ref = { group: '', version: 'v1', kind: 'Namespace', namespace: 'anything', name: namespace };
  assert.is((await all.sources.get('x', ref, all.signal))?.metadata.name, namespace);
  const found = await all.sources.list('x', { gvk: ref, namespace: '' }, all.signal);
  assert.is(found.filter(({ metadata }) => metadata.name === namespace).length, 1);
});

it('a kind that nobody serves is told as that, and its owner woken when it appears, and when it goes', async () => {
  const namespace = await testNamespace(cluster);
  const group = `${namespace}.example.org`;
  const ref = { group, version: 'v1', kind: 'Gadget', namespace, name: 'g' };
  using all = open();
  const { sources, told, signal } = all;
  const code = () =>
    sources.get('x', ref, signal).then(
      () => 'none',
      (error) => isCapstanError(error) && error.code,
    );
  assert.is(await code(), 'KIND_UNKNOWN');
  await cluster.create(gadgetDefinition(group));
  await eventually(() => assert.equal(told, ['x']));
  assert.is(await sources.get('x', ref, signal), undefined);
  await eventually(() =>
    cluster.create({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { namespace, name: 'g' } }),
  );
  await eventually(() => assert.equal(told, ['x', 'x']));
  assert.is((await sources.get('x', ref, signal))?.metadata.name, 'g');
  await cluster.delete({
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    namespace: '',
    name: `gadgets.${group}`,
  });
  await eventually(async () => assert.is(await code(), 'KIND_UNKNOWN'));
  assert.ok(told.length > 2);
});

it('what may not be read is an error that says so, until it is granted', async () => {
  const { kubeconfig, namespace } = await widgetAccount(test, 'sources');
  const own = clusterOf(kubeconfig);
  using all = open(own, [namespace]);
  const { sources, told, signal } = all;
  const ref = { group: 'apps', version: 'v1', kind: 'ReplicaSet', namespace, name: 'r' };
  const message = () =>
    sources.get('x', ref, signal).then(
      () => 'none',
      (error) => isCapstanError(error, 'FORBIDDEN') && error.message,
    );
  assert.match(String(await message()), /cannot list resource "replicasets" in API group "apps" in the namespace/);
  await allow(test, namespace, [
    ...widgetRules,
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list', 'watch'] },
  ]);
  await eventually(() => assert.equal(told, ['x']), { timeoutMs: 60_000 });
  assert.is(await message(), 'none');
  await own.close();
});

it('a kind that cannot be listed is an error, not a wait', async () => {
  using all = open();
  const ref = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview', namespace: '', name: 'a' };
  const error = await all.sources.get('x', ref, all.signal).then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.ok(isCapstanError(error) && error.status === 405, String(error));
});

it('waiting for the first list ends with its signal', async () => {
  using all = open();
  const stop = new AbortController();
  stop.abort();
  const error = await all.sources.get('x', refTo('default', 'a'), stop.signal).then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.is(error?.name, 'AbortError');
});

it('whoever is forgotten while it waits does not wait for ever', async () => {
  using all = open();
  const ref = refTo(await testNamespace(cluster), 'a');
  await cluster.discovery.resourceFor(ref);
  const waiting = all.sources.get('x', ref, all.signal).then(
    () => undefined,
    (thrown) => thrown,
  );
  for (let turn = 0; turn < 50; turn++) await Promise.resolve(); // it has asked, and no answer can have come
  all.sources.forget('x');
  assert.is((await waiting)?.name, 'AbortError');
});

it.run();
