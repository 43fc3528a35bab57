import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../../src/cluster/index.ts';
import type { Timings } from '../../../src/cluster/watch-retry.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy, type Seen } from '../../support/faults/index.ts';
import { configMap, configMaps, Recorder, refTo } from './informer-recorder.ts';

const { cluster, kubeconfig } = await useControlPlane();
const labels = { app: 'test' };

interface Scene extends AsyncDisposable {
  readonly namespace: string;
  readonly proxy: FaultProxy;
  /** Sees the cluster through the proxy. */
  readonly recorder: Recorder;
}

/** An informer behind a proxy, in sync, its watch open, having told `added first`. */
async function sceneOf(timings: Partial<Timings> = {}): Promise<Scene> {
  const namespace = await testNamespace(cluster);
  await cluster.create(configMap(namespace, 'first', {}, labels));
  const proxy = await FaultProxy.start(kubeconfig);
  const behind: Cluster = clusterOf(proxy.kubeconfig);
  const recorder = new Recorder(behind, { gvk: configMaps, namespace, labelSelector: 'app=test' }, timings);
  await recorder.hasTold('added first');
  await isWatching(proxy);
  return {
    namespace,
    proxy,
    recorder,
    async [Symbol.asyncDispose]() {
      recorder.stop();
      await behind.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

const isWatching = (proxy: FaultProxy) => eventually(() => assert.is(proxy.openWatches, 1));
const create = (namespace: string, name: string) => cluster.create(configMap(namespace, name, {}, labels));
const versionOf = (seen: Seen | undefined) => Number(seen?.url.searchParams.get('resourceVersion'));
const watches = (proxy: FaultProxy) => proxy.seen.filter(({ verb }) => verb === 'watch');
const whileWatching = (seen: Seen, status: number) => (seen.verb === 'watch' ? { status } : undefined);

const it = suite('informer behind a bad line');

for (const how of ['end', 'reset'] as const) {
  it(`goes on where it was when the watch is cut (${how}), without a list`, async () => {
    await using scene = await sceneOf();
    const { namespace, proxy, recorder } = scene;
    for (const name of ['a', 'b', 'c']) {
      proxy.breakWatches(how);
      await create(namespace, name);
      await eventually(() => assert.is(recorder.told.at(-1), `added ${name}`));
      await isWatching(proxy);
    }
    assert.equal(recorder.told, ['added first', 'added a', 'added b', 'added c']);
    assert.is(proxy.count('list'), 1);
    assert.is(proxy.count('watch'), 4);
    await recorder.isIn('synced');
  });
}

it('asks for bookmarks and for an end after 5 to 10 minutes', async () => {
  await using scene = await sceneOf();
  const query = watches(scene.proxy)[0]?.url.searchParams;
  assert.is(query?.get('allowWatchBookmarks'), 'true');
  assert.is(query?.get('labelSelector'), 'app=test');
  const seconds = Number(query?.get('timeoutSeconds'));
  assert.ok(seconds >= 300 && seconds <= 600, String(seconds));
});

it('bookmarks move the position: what happened to other objects is not read again', async () => {
  // The server sends a bookmark 2 s before the end that was asked for.
  await using scene = await sceneOf({ watchSeconds: [4, 4] });
  const { namespace, proxy, recorder } = scene;
  const elsewhere = await cluster.create(configMap(namespace, 'not-selected'));
  await eventually(() => {
    assert.ok(versionOf(watches(proxy).at(-1)) >= Number(elsewhere.metadata.resourceVersion));
  });
  assert.equal(recorder.told, ['added first']);
  assert.is(proxy.count('list'), 1);
  assert.is(recorder.informer.state, 'synced');
});

it('a watch that the server ends in time is reopened at once and nothing is noticed', async () => {
  await using scene = await sceneOf({ watchSeconds: [3, 3], healthyAfterMs: 50 });
  const { namespace, proxy, recorder } = scene;
  await eventually(() => assert.ok(proxy.count('watch') >= 4));
  await create(namespace, 'a');
  await recorder.hasTold('added first', 'added a');
  assert.equal(recorder.states, [{ state: 'synced', code: undefined }]);
  assert.is(proxy.count('list'), 1);
});

it('410 at the start of a watch: exactly one list, which tells only what changed', async () => {
  await using scene = await sceneOf();
  const { namespace, proxy, recorder } = scene;
  await create(namespace, 'same');
  await recorder.hasTold('added first', 'added same');
  let expired = 0;
  proxy.fault = (seen) => (seen.verb === 'watch' && expired++ === 0 ? { status: 410 } : undefined);
  const blind = blindly(proxy);
  await cluster.delete(refTo(namespace, 'first'));
  await create(namespace, 'new');
  blind();
  await recorder.hasTold('added first', 'added same', 'added new', 'deleted first');
  await isWatching(proxy);
  assert.is(proxy.count('list'), 2);
  assert.equal(
    recorder.states.map(({ state }) => state),
    ['synced', 'syncing', 'synced'],
  );
});

it('410 as an event in the stream: exactly one list', async () => {
  await using scene = await sceneOf();
  const { namespace, proxy, recorder } = scene;
  const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
  proxy.breakWatches('end', `${JSON.stringify({ type: 'ERROR', object: status })}\n`);
  await eventually(() => assert.is(proxy.count('list'), 2));
  await isWatching(proxy);
  await create(namespace, 'a');
  await recorder.hasTold('added first', 'added a');
  assert.is(proxy.count('list'), 2);
});

it('410 again and again: lists ever more slowly', async () => {
  await using scene = await sceneOf();
  const { proxy } = scene;
  proxy.fault = (seen) => whileWatching(seen, 410);
  proxy.breakWatches('end');
  const since = performance.now();
  await sleep(3_000);
  const requests = proxy.seen.length;
  assert.ok(requests <= bound(performance.now() - since) * 2, `${requests} requests`);
  proxy.fault = () => undefined;
  await isWatching(proxy);
});

for (const status of [401, 500, 503, 429]) {
  it(`answers of ${status} make no storm, and the watch goes on afterwards without a list`, async () => {
    await using scene = await sceneOf();
    const { namespace, proxy, recorder } = scene;
    proxy.fault = (seen) => whileWatching(seen, status);
    proxy.breakWatches('end');
    await recorder.isIn('reconnecting');
    await create(namespace, 'meanwhile');
    const since = performance.now();
    await sleep(2_000);
    assert.ok(proxy.count('watch') <= bound(performance.now() - since), `${proxy.count('watch')} requests`);
    proxy.fault = () => undefined;
    await recorder.hasTold('added first', 'added meanwhile');
    assert.is(proxy.count('list'), 1);
    await recorder.isIn('synced');
  });
}

it('a watch that closes as soon as it is open makes no storm', async () => {
  await using scene = await sceneOf();
  const { namespace, proxy, recorder } = scene;
  proxy.fault = (seen) => whileWatching(seen, 200);
  proxy.breakWatches('end');
  const since = performance.now();
  await sleep(2_000);
  assert.ok(proxy.count('watch') <= bound(performance.now() - since), `${proxy.count('watch')} requests`);
  proxy.fault = () => undefined;
  await create(namespace, 'a');
  await recorder.hasTold('added first', 'added a');
  assert.is(proxy.count('list'), 1);
});

it('errors of the very first list are no storm either, and end', async () => {
  const namespace = await testNamespace(cluster);
  await using proxy = await FaultProxy.start(kubeconfig);
  proxy.fault = (seen) => (seen.verb === 'list' ? { status: 500 } : undefined);
  const behind = clusterOf(proxy.kubeconfig);
  using recorder = new Recorder(behind, { gvk: configMaps, namespace });
  await recorder.isIn('reconnecting');
  const since = performance.now();
  await sleep(2_000);
  assert.ok(proxy.count('list') <= bound(performance.now() - since), `${proxy.count('list')} requests`);
  proxy.fault = () => undefined;
  await recorder.informer.synced();
  assert.is(recorder.informer.state, 'synced');
  await behind.close();
});

for (const [what, text] of [
  ['an event that is cut in the middle', '{"type":"ADDED","object":{"kind":"ConfigMap","metadata":{"name":"cut'],
  ['a line that is no JSON', '<html>bad gateway</html>\n'],
  ['an error event', `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'boom' } })}\n`],
] as const) {
  for (const how of ['end', 'reset'] as const) {
    it(`${what} (${how}): goes on at the last good position`, async () => {
      await using scene = await sceneOf();
      const { namespace, proxy, recorder } = scene;
      await create(namespace, 'a');
      await recorder.hasTold('added first', 'added a');
      const position = Number(recorder.informer.get(namespace, 'a')?.metadata.resourceVersion);
      proxy.breakWatches(how, text);
      await eventually(() => assert.is(versionOf(watches(proxy)[1]), position));
      await create(namespace, 'b');
      await recorder.hasTold('added first', 'added a', 'added b');
      assert.is(proxy.count('list'), 1);
    });
  }
}

it('a watch that is unreadable each time is gone round by a list', async () => {
  await using scene = await sceneOf({ failed: { firstMs: 20, longestMs: 100 } });
  const { namespace, proxy, recorder } = scene;
  proxy.fault = (seen) => (seen.verb === 'watch' ? { status: 200, body: 'no JSON\n' } : undefined);
  proxy.breakWatches('end');
  await create(namespace, 'a');
  await recorder.hasTold('added first', 'added a');
  assert.ok(proxy.count('watch') >= 4);
});

it('a watch that goes silent is dropped after its time, and nothing is lost', async () => {
  await using scene = await sceneOf({ watchSeconds: [2, 2], graceMs: 500 });
  const { namespace, proxy, recorder } = scene;
  // As when a firewall has forgotten the connection.
  proxy.isSilent = true;
  await create(namespace, 'a');
  await recorder.isIn('reconnecting');
  proxy.isSilent = false;
  await recorder.hasTold('added first', 'added a');
  assert.is(proxy.count('list'), 1);
});

it('a 404 that discovery does not confirm empties nothing', async () => {
  await using scene = await sceneOf();
  const { namespace, proxy, recorder } = scene;
  proxy.fault = (seen) => whileWatching(seen, 404);
  proxy.breakWatches('end');
  await recorder.isIn('reconnecting');
  assert.is(recorder.informer.size, 1);
  proxy.fault = () => undefined;
  await create(namespace, 'a');
  await recorder.hasTold('added first', 'added a');
  assert.ok(recorder.states.every(({ state }) => state !== 'absent'));
});

it('a stopped informer closes its watch and asks nothing more', async () => {
  await using scene = await sceneOf();
  const { namespace, proxy, recorder } = scene;
  recorder.stop();
  await eventually(() => assert.is(proxy.openWatches, 0));
  const requests = proxy.seen.length;
  await create(namespace, 'a');
  await sleep(1_000);
  assert.is(proxy.seen.length, requests);
  assert.equal(recorder.told, ['added first']);
});

/** Events stop reaching the informer until the returned function cuts the watch. */
function blindly(proxy: FaultProxy): () => void {
  proxy.isSilent = true;
  return () => {
    proxy.breakWatches('end');
    proxy.isSilent = false;
  };
}

/** How many requests the back-off allows in `ms`: its pauses are at least 0, 100, 200, 400 … ms; one more was there before. */
function bound(ms: number): number {
  let count = 3;
  for (let pauses = 100, spent = 0; spent < ms; pauses *= 2) {
    spent += pauses;
    count++;
  }
  return count;
}

it.after(() => cluster.close());
it.run();
