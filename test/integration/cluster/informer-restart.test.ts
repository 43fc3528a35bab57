import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterOf, eventually, ownControlPlane, testNamespace } from '../../support/cluster.ts';
import { configMap, configMaps, Recorder, refTo } from './informer-recorder.ts';

const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'], audit: true });
const cluster = clusterOf(plane.kubeconfig);
const labels = { app: 'test' };

const it = suite('informer and a restart of the API server');

for (const [what, hard] of [
  ['stopped and started', false],
  ['killed and started', true],
] as const) {
  it(`goes on after the API server was ${what}`, async () => {
    const namespace = await testNamespace(cluster);
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

it('goes on when the API server was frozen for a while', async () => {
  const namespace = await testNamespace(cluster);
  using recorder = new Recorder(cluster, { gvk: configMaps, namespace, labelSelector: 'app=test' });
  await recorder.informer.synced();
  plane.signal('kube-apiserver', 'SIGSTOP');
  const creating = cluster.create(configMap(namespace, 'a', {}, labels));
  plane.signal('kube-apiserver', 'SIGCONT');
  await creating;
  await recorder.hasTold('added a');
});

it('an informer that starts while the API server is away syncs when it is back', async () => {
  const namespace = await testNamespace(cluster);
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

it.after(async () => {
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});
it.run();
