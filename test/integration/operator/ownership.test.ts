import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import { conditionOf, define, installed, until, untilConditions, widget, widgetRef } from '../../support/resources.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const unwatched = new URL('../../fixtures/unwatched-watches.yaml', import.meta.url).pathname;

const it = suite('ownership');

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

it('an opponent that writes a field back again and again does not make a hot loop', () =>
  onStage(async ({ namespace, ref, operator, create }) => {
    await create({});
    await untilConditions(cluster, ref, installed);
    const theirs = { type: 'merge', body: { data: { text: 'theirs' } } } as const;
    const corrections = () => operator.lines('Corrected drift').length;
    const since = Date.now();
    let rounds = 0;
    for (; Date.now() < since + 6_000; rounds++) {
      await cluster.patch(configMapRef(namespace, 'w'), theirs);
      await eventually(
        async () => {
          const live = await cluster.get(configMapRef(namespace, 'w'));
          assert.equal(live?.['data'], { text: 'one' });
        },
        { everyMs: 20 },
      );
    }
    await eventually(() => assert.ok(corrections() >= rounds, `${corrections()} corrections of ${rounds} edits`));
    const seconds = (Date.now() - since) / 1000;
    assert.ok(corrections() <= 2 * seconds, `${corrections()} corrections in ${seconds} s`);
  }));

it.run();
