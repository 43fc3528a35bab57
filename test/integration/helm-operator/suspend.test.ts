import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, untilQuiet } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import { conditionOf, installed, until, untilConditions, untilGone } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('suspend, reconcile-now and force-now');

const stage = await watchStage({ reconcilePeriod: '0s' });
const blind = await watchStage({ reconcilePeriod: '0s', watchDependentResources: false });
const { cluster, namespace, ref, create, edit, annotate, dataOf } = stage;
it.after(async () => {
  await stage.close();
  await blind.close();
});

const suspend = { 'capstan.dev/suspend': 'true' };
const untilPaused = (name: string) =>
  until(cluster, ref(name), (live) => {
    const paused = conditionOf(live, 'Paused');
    assert.equal([paused?.status, paused?.reason], ['True', 'SuspendAnnotationTrue']);
  });
const statusField = (object: KubeObject, name: string) => (object['status'] as Record<string, unknown>)[name];

const isAsked = ({ user, verb }: AuditEvent) => user === stage.account.user && verb !== 'watch';

/** What the operator asked for in the meantime, watches apart. */
async function requestsDuring(act: () => Promise<unknown>): Promise<string[]> {
  const mark = await untilQuiet(stage.test, isAsked);
  await act();
  await sleep(700); // long enough for an operator that does not hold still
  return auditEvents(stage.test, mark)
    .filter(isAsked)
    .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
}

it('row 64: a resource that is suspended from its start is not installed until the annotation goes', async () => {
  await create('a', {}, suspend);
  const paused = await untilPaused('a');
  assert.equal([conditionOf(paused, 'Deployed'), paused.metadata.finalizers], [undefined, undefined]);
  assert.is(await dataOf('a'), undefined);
  await annotate('a', { 'capstan.dev/suspend': null });
  const live = await untilConditions(cluster, ref('a'), installed);
  assert.is(conditionOf(live, 'Paused'), undefined);
});

it('row 64: while it is suspended neither its spec nor its objects matter, afterwards both do', async () => {
  await create('b', { text: 'one' });
  await untilConditions(cluster, ref('b'), installed);
  await annotate('b', suspend);
  const paused = await untilPaused('b');
  assert.is(conditionOf(paused, 'Deployed')?.status, 'True');
  const requests = await requestsDuring(async () => {
    await edit('b', { text: 'two' });
    await cluster.delete(configMapRef(namespace, 'b'));
  });
  assert.equal(requests, []);
  assert.is(await dataOf('b'), undefined);
  await annotate('b', { 'capstan.dev/suspend': 'false' });
  await eventually(async () => assert.is((await dataOf('b'))?.['text'], 'two'));
  await until(cluster, ref('b'), (live) => assert.is(conditionOf(live, 'Paused'), undefined));
});

it('row 64: a suspended resource that is deleted is uninstalled all the same', async () => {
  await create('c');
  await untilConditions(cluster, ref('c'), installed);
  await annotate('c', suspend);
  await untilPaused('c');
  await cluster.delete(ref('c'));
  await untilGone(cluster, ref('c'));
  assert.is(await dataOf('c'), undefined);
});

it('row 64: reconcile-now looks at the cluster itself, once for each word', async () => {
  await blind.create('d');
  await untilConditions(cluster, blind.ref('d'), installed);
  await cluster.delete(configMapRef(blind.namespace, 'd'));
  await blind.annotate('d', { 'capstan.dev/reconcile-now': 'one' });
  await eventually(async () => assert.is((await blind.dataOf('d'))?.['text'], 'none'));
  await until(cluster, blind.ref('d'), (live) => assert.is(statusField(live, 'lastHandledReconcileAt'), 'one'));

  await create('e');
  await untilConditions(cluster, ref('e'), installed);
  const look = () => annotate('e', { 'capstan.dev/reconcile-now': 'two' });
  const requests = await requestsDuring(async () => {
    await look();
    await until(cluster, ref('e'), (live) => assert.is(statusField(live, 'lastHandledReconcileAt'), 'two'));
  });
  assert.ok(requests.includes('get configmaps e'), requests.join());
  assert.equal(await requestsDuring(look), []);
});

it('row 64: what is installed with reconcile-now on it is watched like all others', async () => {
  await create('g', {}, { 'capstan.dev/reconcile-now': 'three' });
  await untilConditions(cluster, ref('g'), installed);
  await cluster.delete(configMapRef(namespace, 'g'));
  await eventually(async () => assert.ok(await dataOf('g')));
});

it('row 64: force-now makes one new revision of the same content, also over a kill -9', async () => {
  await create('f');
  await untilConditions(cluster, ref('f'), installed);
  await annotate('f', { 'capstan.dev/force-now': 'again' });
  const revisions = async () => {
    const gvk = { group: '', version: 'v1', kind: 'Secret' };
    const { items } = await cluster.list({ gvk, namespace, labelSelector: 'owner=helm,name=f' });
    return items.map(({ metadata: { labels = {} } }) => `${labels['version']} ${labels['status']}`).sort();
  };
  await until(cluster, ref('f'), (live) => assert.is(statusField(live, 'lastHandledForceAt'), 'again'));
  assert.equal(await revisions(), ['1 superseded', '2 deployed']);
  await stage.restart();
  await annotate('f', { touched: 'x' });
  await edit('f', { text: 'new' });
  await eventually(async () => assert.is((await dataOf('f'))?.['text'], 'new'));
  await eventually(async () => assert.equal(await revisions(), ['1 superseded', '2 superseded', '3 deployed']));
});

it.run();
