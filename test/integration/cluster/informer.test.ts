import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterOf, eventually, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { configMap, configMaps, Recorder, refTo } from './informer-recorder.ts';

const test = await useControlPlane();
const { cluster } = test;
const { signal: never } = new AbortController();
const force = { force: true } as const;

/** Only those of the test: the control plane puts a ConfigMap of its own into every namespace. */
const labels = { app: 'test' };
const targetIn = (namespace: string) => ({ gvk: configMaps, namespace, labelSelector: 'app=test' });

const it = suite('informer');

it('lists what is there, then tells of what is added, updated and deleted', async () => {
  const namespace = await testNamespace(cluster);
  await cluster.create(configMap(namespace, 'before', {}, labels));
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  assert.equal(recorder.told, ['added before']);
  assert.is(recorder.informer.state, 'synced');

  await cluster.create(configMap(namespace, 'later', { v: '1' }, labels));
  await recorder.hasTold('added before', 'added later');
  await cluster.apply(configMap(namespace, 'later', { v: '2' }, labels), force);
  await recorder.hasTold('added before', 'added later', 'updated later');
  const update = recorder.changes[2];
  assert.ok(update?.type === 'updated');
  assert.equal([update.previous?.['data'], update.value['data']], [{ v: '1' }, { v: '2' }]);
  assert.is(update.key, `${namespace}/later`);

  await cluster.delete(refTo(namespace, 'before'));
  await recorder.hasTold('added before', 'added later', 'updated later', 'deleted before');
  assert.equal(
    [...recorder.informer.values()].map((each) => each.metadata.name),
    ['later'],
  );
  assert.is(recorder.informer.size, 1);
  assert.equal(recorder.informer.get(namespace, 'later')?.['data'], { v: '2' });
  assert.is(recorder.informer.get(namespace, 'before'), undefined);
});

it('refreshed: what was there before the call is in the cache, though no watch has told of it', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  for (let round = 1; round <= 20; round++) {
    await cluster.create(configMap(namespace, `c${round}`, {}, labels));
    // Two at once, and one that comes while the list for them is under way.
    const both = [recorder.informer.refreshed(), recorder.informer.refreshed()];
    await Promise.race([...both, new Promise((resolve) => setTimeout(resolve, 2))]);
    await cluster.create(configMap(namespace, `d${round}`, {}, labels));
    await recorder.informer.refreshed();
    assert.is(recorder.informer.size, 2 * round);
    await Promise.all(both);
  }
  await cluster.create(configMap(namespace, 'after', {}, labels));
  await eventually(() => assert.is(recorder.told.at(-1), 'added after'));
  assert.is(recorder.told.length, 41, 'nothing is told twice');
  assert.equal(recorder.states, [{ state: 'synced', code: undefined }]);
});

it('refreshed does not wait for what nobody can list', async () => {
  const namespace = await testNamespace(cluster);
  using unknown = new Recorder(cluster, { gvk: { group: 'none.capstan.test', version: 'v1', kind: 'None' } });
  await unknown.informer.refreshed();
  assert.is(unknown.informer.state, 'absent');
  const nobody = clusterOf(await userKubeconfig(test, { namespace, name: 'default' }));
  using refused = new Recorder(nobody, { gvk: configMaps, namespace });
  await refused.informer.refreshed();
  assert.is(refused.informer.state, 'forbidden');
});

it('sees one namespace alone, or all of them', async () => {
  const [one, other] = [await testNamespace(cluster), await testNamespace(cluster)];
  const labelSelector = `all=${one}`;
  using inOne = new Recorder(cluster, { gvk: configMaps, namespace: one, labelSelector });
  using inAll = new Recorder(cluster, { gvk: configMaps, labelSelector });
  await Promise.all([inOne.informer.synced(), inAll.informer.synced()]);
  await cluster.create(configMap(other, 'elsewhere', {}, { all: one }));
  await cluster.create(configMap(one, 'here', {}, { all: one }));
  await inAll.hasTold('added elsewhere', 'added here');
  await inOne.hasTold('added here');
});

it('tells that an object which loses its label is deleted, and added when it gets it back', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  await cluster.create(configMap(namespace, 'a', {}, labels));
  const relabel = (app: string | null) =>
    cluster.patch(refTo(namespace, 'a'), { type: 'merge', body: { metadata: { labels: { app } } } });
  await relabel(null);
  await recorder.hasTold('added a', 'deleted a');
  await relabel('test');
  await recorder.hasTold('added a', 'deleted a', 'added a');
});

it('sees one object by a field selector', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, { gvk: configMaps, namespace, fieldSelector: 'metadata.name=a' });
  await recorder.informer.synced();
  await cluster.create(configMap(namespace, 'b'));
  await cluster.create(configMap(namespace, 'a'));
  await recorder.hasTold('added a');
});

it('metadataOnly gets metadata alone, by list and by watch, under the kind itself', async () => {
  const namespace = await testNamespace(cluster);
  await cluster.create(configMap(namespace, 'listed', { big: 'x' }, labels));
  using recorder = new Recorder(cluster, { ...targetIn(namespace), metadataOnly: true });
  await recorder.informer.synced();
  await cluster.create(configMap(namespace, 'watched', { big: 'x' }, labels));
  await recorder.hasTold('added listed', 'added watched');
  for (const { value } of recorder.changes) {
    assert.equal([value.apiVersion, value.kind, value['data']], ['v1', 'ConfigMap', undefined]);
    assert.equal(value.metadata.labels, labels);
  }
});

it('lists in pages', async () => {
  const namespace = await testNamespace(cluster);
  const names = Array.from({ length: 510 }, (_, index) => `c${index}`);
  for (let from = 0; from < names.length; from += 16) {
    await Promise.all(
      names.slice(from, from + 16).map((name) => cluster.create(configMap(namespace, name, {}, labels))),
    );
  }
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  assert.is(recorder.informer.size, 510);
  assert.is(new Set(recorder.told).size, 510);
});

it('an object of half a megabyte with characters of many bytes arrives whole', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  const text = 'ä€😀'.repeat(60_000);
  await cluster.create(configMap(namespace, 'big', { text }, labels));
  await recorder.hasTold('added big');
  const data = recorder.informer.get(namespace, 'big')?.['data'] as { text: string } | undefined;
  assert.ok(data?.text === text); // not assert.is, which would print it
});

it('keeps the answer of an own write at once, and its event tells nothing', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  const told: string[] = [];
  // on a busy machine an event may overtake the answer: then it is the event that tells, and there is nothing to see
  for (let turn = 0; ; turn += 1) {
    const name = `own-${turn}`;
    const { object } = await cluster.apply(configMap(namespace, name, { v: '1' }, labels), force);
    const isOvertaken = recorder.told.includes(`added ${name}`);
    recorder.informer.put(object);
    assert.equal(recorder.informer.get(namespace, name)?.['data'], { v: '1' });
    if (!isOvertaken) break;
    told.push(`added ${name}`);
    assert.ok(turn < 50, 'the answer comes before the event now and then');
  }
  await cluster.create(configMap(namespace, 'others', {}, labels));
  await recorder.hasTold(...told, 'added others');
});

it('an answer that comes after newer events replaces nothing and brings nothing back', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  await recorder.informer.synced();
  const stale = await cluster.create(configMap(namespace, 'a', { v: '1' }, labels));
  await cluster.apply(configMap(namespace, 'a', { v: '2' }, labels), force);
  await recorder.hasTold('added a', 'updated a');
  recorder.informer.put(stale);
  assert.equal(recorder.informer.get(namespace, 'a')?.['data'], { v: '2' });
  await cluster.delete(refTo(namespace, 'a'));
  await recorder.hasTold('added a', 'updated a', 'deleted a');
  recorder.informer.put(stale);
  assert.is(recorder.informer.get(namespace, 'a'), undefined);
});

it('is forbidden without the right, and follows once it is granted', async () => {
  const namespace = await testNamespace(cluster);
  await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name: 'user' } });
  await cluster.create(configMap(namespace, 'a', {}, labels));
  const user = clusterOf(await userKubeconfig(test, { namespace, name: 'user' }));
  using recorder = new Recorder(user, targetIn(namespace));
  await recorder.isIn('forbidden');
  assert.equal(recorder.states[0], { state: 'forbidden', code: 'FORBIDDEN' });
  await grant(namespace, ['list']);
  await recorder.informer.synced();
  assert.equal(recorder.told, ['added a']);
  // It may list, but not watch yet: the list is not read again and again.
  await recorder.isIn('forbidden');
  await grant(namespace, ['list', 'watch']);
  await cluster.create(configMap(namespace, 'b', {}, labels));
  await recorder.hasTold('added a', 'added b');
  assert.is(recorder.informer.state, 'synced');
  await user.close();
});

it('a listener that throws ends nothing', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, targetIn(namespace));
  const { push } = recorder.changes;
  recorder.changes.push = (...changes) => {
    push.apply(recorder.changes, changes);
    throw new Error('a fault of the listener');
  };
  await recorder.informer.synced();
  await cluster.create(configMap(namespace, 'a', {}, labels));
  await recorder.hasTold('added a');
  await cluster.delete(refTo(namespace, 'a'));
  await recorder.hasTold('added a', 'deleted a');
  assert.is(recorder.informer.state, 'synced');
});

it('synced() rejects when its signal aborts, and when the informer is stopped before', async () => {
  const gone = { gvk: { group: 'nowhere.example.org', version: 'v1', kind: 'Nothing' } };
  using recorder = new Recorder(cluster, gone);
  await rejectsWithAbort(recorder.informer.synced(AbortSignal.abort()));
  const waiting = recorder.informer.synced(never);
  await recorder.isIn('absent');
  recorder.stop();
  await rejectsWithAbort(waiting);
});

async function grant(namespace: string, verbs: string[]): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs }];
  await cluster.apply({ apiVersion: `${group}/v1`, kind: 'Role', metadata: { namespace, name: 'read' }, rules }, force);
  await cluster.apply(
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { namespace, name: 'read' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'read' },
      subjects: [{ kind: 'ServiceAccount', namespace, name: 'user' }],
    },
    force,
  );
}

async function rejectsWithAbort(promise: Promise<unknown>): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.is(error?.name, 'AbortError');
}

it.after(() => cluster.close());
it.run();
