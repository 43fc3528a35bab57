import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { helm } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  define,
  installed,
  namesIn,
  until,
  untilConditions,
  untilGone,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const unwatched = new URL('../../fixtures/unwatched-watches.yaml', import.meta.url).pathname;

const it = suite('ownership');

const failure = (object: KubeObject | undefined) => conditionOf(object, 'ReleaseFailed')?.message ?? '';
const versionOf = ({ metadata }: KubeObject) => `${metadata.uid} ${metadata.resourceVersion}`;

it('an object of another resource stays when the one that wanted it too is deleted in the middle of its install', () =>
  onStage(async ({ namespace, ref, create, delete: remove }) => {
    const shared = configMapRef(namespace, 'shared');
    await cluster.create(widget(namespace, 'first', { shared: 'shared' }));
    await untilConditions(cluster, widgetRef(namespace, 'first'), installed);
    const before = await until(cluster, shared, () => {});
    await create({ shared: 'shared', hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
    await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
    await remove();
    await untilGone(cluster, ref);
    assert.is(versionOf(await until(cluster, shared, () => {})), versionOf(before));
  }));

it('an object of somebody else with the name of a hook is neither deleted nor waited for', () =>
  onStage(async ({ namespace, ref, create }) => {
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'w-note', namespace },
      data: { a: 'theirs' },
    };
    const before = await cluster.create(theirs);
    for (const policies of ['before-hook-creation', 'hook-failed']) {
      const hook = { name: 'note', kind: 'ConfigMap', events: 'pre-install', policies };
      await create({ hooks: [hook] });
      const failed = await until(cluster, ref, (object) =>
        assert.match(failure(object), 'w-note exists and belongs to'),
      );
      assert.match(failure(failed), `pre-install hook ConfigMap ${namespace}/w-note failed`);
      assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w-note'), () => {})), versionOf(before));
      await cluster.delete(ref);
      await untilGone(cluster, ref);
    }
    assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w-note'), () => {})), versionOf(before));
  }));

for (const status of ['deployed', 'failed', 'pending-install']) {
  it(`a release that a person's helm made of another chart is left as it is: ${status}`, () =>
    onStage(async ({ namespace, ref, create, delete: remove }) => {
      await helm(test.kubeconfig, '-n', namespace, 'install', 'w', 'test/fixtures/plain');
      const record = { group: '', version: 'v1', kind: 'Secret', namespace, name: 'sh.helm.release.v1.w.v1' };
      await cluster.patch(record, { type: 'merge', body: { metadata: { labels: { status } } } });
      const objects = () => namesIn(cluster, namespace);
      const before = await objects();
      assert.ok(before.includes('ConfigMap/w'));
      const made = versionOf(await until(cluster, configMapRef(namespace, 'w'), () => {}));
      await create({});
      await until(cluster, ref, (object) =>
        assert.match(failure(object), /^release .*\/w (exists already|is in the hands)/),
      );
      await remove();
      await untilGone(cluster, ref);
      assert.equal(await objects(), before);
      assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w'), () => {})), made);
      assert.equal(await recordsIn(test, namespace), [`1 ${status}`]);
    }));
}

it('objects that are not watched are looked at each period: put back, and ready when they are', async () => {
  const { kubeconfig, namespace } = await widgetAccount(test, 'unwatched');
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: unwatched });
  const ref = widgetRef(namespace, 'w');
  await cluster.create(widget(namespace, 'w', { deployment: { enabled: true, replicas: 1, selector: 'w' } }));
  await untilConditions(cluster, ref, installed);
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
  await cluster.delete(configMapRef(namespace, 'w'));
  await until(cluster, configMapRef(namespace, 'w'), (object) => assert.equal(object['data'], { text: 'one' }));
  const theirs = { type: 'merge', body: { data: { text: 'theirs' } } } as const;
  await cluster.patch(configMapRef(namespace, 'w'), theirs);
  await until(cluster, configMapRef(namespace, 'w'), (object) => assert.equal(object['data'], { text: 'one' }));
  assert.equal(await recordsIn(test, namespace), ['1 deployed']);
});

it('a namespace of WATCH_NAMESPACE that is not there yet holds no other up, and is served once it is', async () => {
  const { kubeconfig, namespace } = await widgetAccount(test, 'served');
  const missing = `${namespace}-later`;
  await using operator = await startOperator({
    kubeconfig,
    namespaces: [namespace, missing],
    watchesFile: widgetWatches,
  });
  await cluster.create(widget(namespace, 'w', {}));
  await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
  const [told] = operator.lines('Releases cannot be read: the namespace is left alone until they can');
  assert.is(told?.['namespace'], missing);
  assert.match(told?.error ?? '', /cannot list resource "secrets"/);
});

it('a namespace that is deleted goes away although the chart has hooks for its deletion', async () => {
  const namespace = await testNamespace(cluster, 'ending');
  await using _ = await startOperator({
    kubeconfig: test.kubeconfig,
    namespaces: [namespace],
    watchesFile: widgetWatches,
  });
  const hooks = ['pre-delete', 'post-delete'].map((events) => ({ name: events, events }));
  await cluster.create(widget(namespace, 'w', { hooks }));
  await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
  const space = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace };
  await cluster.delete(space);
  await untilGone(cluster, space, 60_000);
});

it('an opponent that writes a field back again and again does not make a hot loop', () =>
  onStage(async ({ namespace, ref, operator, create }) => {
    await create({});
    await untilConditions(cluster, ref, installed);
    const theirs = { type: 'merge', body: { data: { text: 'theirs' } } } as const;
    const until = Date.now() + 6_000;
    while (Date.now() < until) {
      await cluster.patch(configMapRef(namespace, 'w'), theirs);
      await eventually(
        async () => {
          const live = await cluster.get(configMapRef(namespace, 'w'));
          assert.equal(live?.['data'], { text: 'one' });
        },
        { timeoutMs: 10_000, everyMs: 20 },
      );
    }
    const corrections = operator.lines('Corrected drift').length;
    assert.ok(corrections >= 5 && corrections <= 12, `${corrections} corrections in six seconds`);
  }));

it.run();
