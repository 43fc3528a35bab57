import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterOf, eventually, ownControlPlane } from '../../support/cluster.ts';
import { configMap, configMaps, gadgetDefinition, Recorder, refTo } from './informer-recorder.ts';

const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const cluster = clusterOf(plane.kubeconfig);
const labels = { app: 'test' };

const it = suite('informer and a restart of the API server');

for (const [what, hard] of [
  ['stopped and started', false],
  ['killed and started', true],
] as const) {
  it(`goes on after the API server was ${what}`, async () => {
    const namespace = await createNamespace();
    await cluster.create(configMap(namespace, 'a', {}, labels));
    using recorder = new Recorder(cluster, { gvk: configMaps, namespace, labelSelector: 'app=test' });
    await recorder.informer.synced();
    await plane.restart('kube-apiserver', { hard });
    assert.is(recorder.informer.size, 1, 'the cache is as it was');
    await eventually(() => cluster.create(configMap(namespace, 'b', {}, labels)));
    await eventually(() => cluster.delete(refTo(namespace, 'a')));
    await recorder.hasTold('added a', 'added b', 'deleted a');
    await recorder.isIn('synced');
    assert.equal(
      recorder.states.filter(({ state }) => state === 'absent' || state === 'forbidden'),
      [],
    );
  });
}

it('custom resources stay through restarts, while discovery is asked for another kind all the time', async () => {
  const namespace = await createNamespace();
  const group = 'restart.example.org';
  const gvk = { group, version: 'v1', kind: 'Gadget' };
  await cluster.create(gadgetDefinition(group));
  await eventually(() =>
    cluster.create({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { namespace, name: 'a' } }),
  );
  using recorder = new Recorder(cluster, { gvk });
  using waiting = new Recorder(cluster, { gvk: { ...gvk, kind: 'Nothing' } });
  await recorder.hasTold('added a');
  await waiting.isIn('absent');
  for (let restarts = 1; restarts <= 2; restarts++) {
    await plane.restart('kube-apiserver', { hard: true });
    await eventually(() =>
      cluster.patch(
        { ...gvk, namespace, name: 'a' },
        { type: 'merge', body: { metadata: { labels: { restarts: String(restarts) } } } },
      ),
    );
    await eventually(() => assert.is(recorder.told.length, 1 + restarts));
  }
  assert.equal(recorder.told, ['added a', 'updated a', 'updated a']);
  assert.is(waiting.informer.state, 'absent');
});

it('a position that the server has forgotten: lists, and tells only what changed', async () => {
  const namespace = await createNamespace();
  await cluster.create(configMap(namespace, 'a', {}, labels));
  await cluster.create(configMap(namespace, 'same', {}, labels));
  using recorder = new Recorder(cluster, { gvk: configMaps, namespace, labelSelector: 'app=test' });
  await recorder.hasTold('added a', 'added same');
  // What happens elsewhere leaves the position behind; a server remembers no event of before its start.
  await cluster.create(configMap(namespace, 'elsewhere'));
  await plane.restart('kube-apiserver', { hard: true });
  await eventually(() => cluster.delete(refTo(namespace, 'a')));
  await recorder.hasTold('added a', 'added same', 'deleted a');
  const expired = recorder.states.filter(({ code }) => code === 'WATCH_EXPIRED');
  assert.equal(expired, [{ state: 'syncing', code: 'WATCH_EXPIRED' }]);
  await recorder.isIn('synced');
});

it('an informer that starts while the API server is away syncs when it is back', async () => {
  const namespace = await createNamespace();
  await cluster.create(configMap(namespace, 'a', {}, labels));
  await plane.kill('kube-apiserver');
  const late = clusterOf(plane.kubeconfig);
  using recorder = new Recorder(late, { gvk: configMaps, namespace, labelSelector: 'app=test' });
  await recorder.isIn('reconnecting');
  assert.equal(recorder.states[0], { state: 'reconnecting', code: 'CONNECTION_FAILED' });
  await plane.start('kube-apiserver');
  await recorder.hasTold('added a');
  await late.close();
});

let namespaces = 0;
async function createNamespace(): Promise<string> {
  const name = `test-${++namespaces}`;
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

it.after(async () => {
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});
it.run();
