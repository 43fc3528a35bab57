import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { untilDenied } from '../../support/access.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { allow, widgetRules, widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  installed,
  listKind,
  namesIn,
  statusOf,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { configMapRef, onStage } from '../../support/stage.ts';
import { configMapOf, refTo, startVerbatim } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const limitRanges = {
  apiGroups: [''],
  resources: ['limitranges'],
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
};
// No period, time-out or restart helps anything on here.
const stage = await startVerbatim({ rules: [limitRanges], flags: ['--reconcile-period=10m', '--release-timeout=10m'] });
const { namespace, account, operator } = stage;
const it = suite('uninstall');
it.after(async () => {
  await stage[Symbol.asyncDispose]();
});

const wait = { 'helm.sdk.operatorframework.io/uninstall-wait': 'true' };
const isOwn = ({ user }: AuditEvent) => user === account.user;
const merge = (ref: ObjectRef, body: object) => cluster.patch(ref, { type: 'merge', body });
const annotate = (ref: ObjectRef, annotations: object) => merge(ref, { metadata: { annotations } });
const configMap = (name: string) => configMapRef(namespace, name);
const hookOf = (name: string, event: string) =>
  configMapOf(
    name,
    {},
    { annotations: { 'helm.sh/hook': event, 'helm.sh/hook-delete-policy': 'before-hook-creation' } },
  );
const limitRangeOf = (name: string) => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name },
  spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
});
const recordsOf = async (release: string) =>
  (await listKind(cluster, namespace, 'v1/Secret')).filter(
    ({ metadata }) => metadata.labels?.['name'] === release && metadata.labels['owner'] === 'helm',
  );

it('row 47: hooks, then the objects in reverse order, then the records, and both finalizers last', async () => {
  const ref = await stage.install('all', [
    configMapOf('all', { a: '1' }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'all' },
      spec: { ports: [{ port: 80 }], selector: { a: 'b' } },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'all' } },
    configMapOf('all-kept', { a: '1' }, { annotations: { 'helm.sh/resource-policy': 'keep' } }),
    hookOf('all-before', 'pre-delete'),
    hookOf('all-after', 'post-delete'),
  ]);
  const { finalizers = [] } = (await until(cluster, ref, () => {})).metadata;
  await merge(ref, { metadata: { finalizers: [...finalizers, 'uninstall-helm-release'] } });
  const mark = auditMark(test);
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  // It is gone a moment before the log has the request that let it go.
  await eventually(() => {
    const last = auditEvents(test, mark)
      .filter((event) => isOwn(event) && event.verb === 'patch')
      .at(-1);
    assert.equal([last?.resource, last?.subresource], ['widgets', '']);
  });
  const deeds = auditEvents(test, mark)
    .filter((event) => isOwn(event) && ['create', 'delete'].includes(event.verb) && event.resource !== 'events')
    .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`.trim());
  assert.equal(deeds, [
    'create configmaps all-before',
    'delete services all',
    'delete configmaps all',
    'delete secrets all',
    'create configmaps all-after',
    'delete secrets sh.helm.release.v1.all.v1',
  ]);
  assert.equal((await until(cluster, configMap('all-kept'), () => {})).metadata.deletionTimestamp, undefined);
  await cluster.delete(configMap('all-kept'));
});

it('row 47: a release whose record is missing is no reason to keep the resource', async () => {
  const ref = await stage.install('lost', [configMapOf('lost', { a: '1' })]);
  await annotate(ref, { 'capstan.dev/suspend': 'true' }); // else it would be installed again
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Paused')?.status, 'True'));
  await cluster.delete(refTo('v1/Secret', namespace, 'sh.helm.release.v1.lost.v1'));
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  assert.ok(operator.lines('Release not found').length >= 1);
});

it('row 47: what is marked to be kept outlives its release, and is taken up again by the next', () =>
  onStage(async ({ namespace, ref, create }) => {
    const kept = configMapRef(namespace, 'w-kept');
    await create({ kept: true });
    await untilConditions(cluster, ref, installed);
    const { uid } = (await until(cluster, kept, () => {})).metadata;
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    await eventually(async () => assert.equal(await namesIn(cluster, namespace), ['ConfigMap/w-kept']));
    await create({ kept: true, text: 'two' });
    await untilConditions(cluster, ref, installed);
    const again = await until(cluster, kept, (object) => assert.equal(object['data'], { text: 'two' }));
    assert.is(again.metadata.uid, uid);
  }));

it('row 47: what somebody marks in the cluster to be kept outlives its release and its owner', async () => {
  const names = ['spared', 'spared-pruned'];
  const ref = await stage.install(
    'spared',
    names.map((name) => configMapOf(name, { a: '1' })),
  );
  for (const name of names) await annotate(configMap(name), { 'helm.sh/resource-policy': 'keep' });
  await stage.edit('spared', [configMapOf('spared', { a: '2' })]);
  await untilConditions(cluster, ref, upgraded);
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await garbageIsCollected();
  for (const name of names) {
    const left = await until(cluster, configMap(name), () => {});
    assert.equal([left.metadata.deletionTimestamp, left.metadata.ownerReferences], [undefined, undefined]);
    await cluster.delete(configMap(name));
  }
});

it('row 48: uninstall-wait holds the resource while an object has a finalizer, and ends when that is freed', async () => {
  const ref = await stage.install('held', [configMapOf('held', { a: '1' }), hookOf('held-hook', 'pre-delete')], wait);
  await merge(configMap('held'), { metadata: { finalizers: ['test.capstan.dev/hold'] } });
  const mark = auditMark(test);
  await cluster.delete(ref);
  const waiting = await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'False'));
  const { reason, message } = conditionOf(waiting, 'Deployed') ?? {};
  assert.equal([reason, message], ['UninstallSuccessful', 'Waiting until all resources are deleted.']);
  assert.is(statusOf(waiting).deployedRelease?.name, 'held', 'whoever takes over knows what is waited for');
  assert.ok((await until(cluster, configMap('held'), () => {})).metadata.deletionTimestamp);
  const isAboutIt = (event: AuditEvent) => isOwn(event) && event.name.startsWith('held');
  const quiet = await untilQuiet(test, isAboutIt);
  await sleep(2_000);
  assert.equal(auditEvents(test, quiet).filter(isAboutIt), [], 'nothing is asked while nothing happens');
  await merge(configMap('held'), { metadata: { finalizers: null } });
  await untilGone(cluster, ref, 60_000);
  assert.equal(await recordsOf('held'), []);
  const hooks = auditEvents(test, mark).filter(({ verb, name }) => verb === 'create' && name === 'held-hook');
  assert.is(hooks.length, 1);
  assert.ok(operator.lines('Waiting until all resources are deleted').length >= 1);
});

it('row 48: what others make anew under the same name is neither deleted nor waited for', async () => {
  const ref = await stage.install(
    'anew',
    [configMapOf('anew', { a: '1' }), configMapOf('anew-held', { a: '1' })],
    wait,
  );
  await merge(configMap('anew-held'), { metadata: { finalizers: ['test.capstan.dev/hold'] } });
  await cluster.delete(ref);
  await untilGone(cluster, configMap('anew'));
  const theirs = await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'anew', namespace } });
  await merge(configMap('anew-held'), { metadata: { finalizers: null } });
  await annotate(ref, { poke: 'now' }).catch(() => {}); // a look of its own, as after a restart
  await untilGone(cluster, ref, 60_000);
  assert.is((await until(cluster, configMap('anew'), () => {})).metadata.uid, theirs.metadata.uid);
  await cluster.delete(configMap('anew'));
});

it('row 49: an object that may not be deleted is named; all others go, and it is tried again', async () => {
  const objects = [limitRangeOf('denied'), configMapOf('denied', { a: '1' }), hookOf('denied-hook', 'pre-delete')];
  const ref = await stage.install('denied', objects);
  const less = { ...limitRanges, verbs: limitRanges.verbs.filter((verb) => verb !== 'delete') };
  await allow(test, namespace, [...widgetRules, less]);
  await untilDenied(cluster, { user: account.user, verb: 'delete', resource: 'limitranges', namespace });
  const mark = auditMark(test);
  await cluster.delete(ref);
  const failed = await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
  assert.is(conditionOf(failed, 'ReleaseFailed')?.reason, 'UninstallError');
  assert.match(
    conditionOf(failed, 'ReleaseFailed')?.message ?? '',
    `failed to delete release: denied: LimitRange ${namespace}/denied: `,
  );
  assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', 'cannot delete resource "limitranges"');
  await untilGone(cluster, configMap('denied'));
  assert.equal(
    (await recordsOf('denied')).map(({ metadata }) => metadata.labels?.['status']),
    ['uninstalling'],
  );
  await eventually(() => {
    const tries = auditEvents(test, mark).filter(
      (event) => event.verb === 'delete' && event.resource === 'limitranges',
    );
    assert.ok(tries.length >= 3, `${tries.length} tries`);
  });
  await allow(test, namespace, [...widgetRules, limitRanges]);
  await untilGone(cluster, ref);
  const hooks = auditEvents(test, mark).filter(({ verb, name }) => verb === 'create' && name === 'denied-hook');
  assert.is(hooks.length, 1, 'a pre-delete hook runs once, however often the rest is tried');
  assert.equal(await recordsOf('denied'), []);
});

it('row 49: the annotation orphan leaves the objects, without an owner that would take them along', async () => {
  const objects = [configMapOf('orphan', { a: '1' }), hookOf('orphan-hook', 'pre-delete')];
  const ref = await stage.install('orphan', objects);
  const before = await until(cluster, configMap('orphan'), () => {});
  assert.is(before.metadata.ownerReferences?.length, 1);
  await annotate(ref, { 'capstan.dev/orphan': 'true' });
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  assert.equal(await recordsOf('orphan'), []);
  await garbageIsCollected();
  const left = await until(cluster, configMap('orphan'), () => {});
  assert.equal([left.metadata.uid, left.metadata.ownerReferences], [before.metadata.uid, undefined]);
  assert.is(await cluster.get(configMap('orphan-hook')), undefined);
  const [line] = operator.lines('Objects are left in the cluster');
  assert.equal(line?.['objects'], [`ConfigMap ${namespace}/orphan`]);
  await stage.install('orphan', [configMapOf('orphan', { a: '2' })]);
  const taken = await until(cluster, configMap('orphan'), (object) => assert.equal(object['data'], { a: '2' }));
  assert.is(taken.metadata.uid, before.metadata.uid);
});

it('row 49: an uninstall that cannot end is given up with the annotation orphan', async () => {
  const ref = await stage.install('stuck', [configMapOf('stuck', { a: '1' })], wait);
  await merge(configMap('stuck'), { metadata: { finalizers: ['test.capstan.dev/hold'] } });
  await cluster.delete(ref);
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'False'));
  await annotate(ref, { 'capstan.dev/orphan': 'true' });
  await untilGone(cluster, ref, 60_000);
  await merge(configMap('stuck'), { metadata: { finalizers: null } });
});

it('row 49: a namespace that is deleted goes away although the chart has hooks for its deletion', async () => {
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
  await untilGone(cluster, space, 180_000);
});

/** An object whose owner is gone is removed by kube-controller-manager: by then it has looked at those before it, too. */
async function garbageIsCollected(): Promise<void> {
  const owner: KubeObject = await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'gc-owner', namespace },
  });
  const { name, uid = '' } = owner.metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }];
  await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'gc-owned', namespace, ownerReferences },
  });
  await cluster.delete(configMap('gc-owner'));
  await untilGone(cluster, configMap('gc-owned'), 180_000);
}

it.run();
