import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, untilQuiet } from '../../support/audit.ts';
import { useControlPlane } from '../../support/cluster.ts';
import { hangingOf, setReady } from '../../support/hanging.ts';
import { until, untilGone } from '../../support/resources.ts';
import { configMapOf, deploymentOf, refTo, startVerbatim } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('status summary');

const statusSummary = { ready: 'HEALTHY' };
const stage = await startVerbatim({ entry: { wait: 'ordered', timeout: '10m', statusSummary } });
const { namespace } = stage;
it.after(async () => {
  await stage[Symbol.asyncDispose]();
});

interface Summary {
  readonly status?: string;
  readonly message?: string;
  readonly progress?: string;
}
const summaryOf = (object: KubeObject) => (object['status'] ?? {}) as Summary;
const untilSummary = (ref: ObjectRef, wanted: Summary) =>
  until(cluster, ref, (object) => {
    const { status, message, progress } = summaryOf(object);
    assert.equal({ status, message, progress }, { progress: undefined, ...wanted });
  });
const inGroup = (group: string, ...after: readonly string[]) => ({
  annotations: {
    'helm.sh/resource-group': group,
    ...(after.length === 0 ? {} : { 'helm.sh/depends-on/resource-groups': JSON.stringify(after) }),
  },
});
const withMetadata = (object: ReturnType<typeof hangingOf>, metadata: object) => ({
  ...object,
  metadata: { ...(object['metadata'] as object), ...metadata },
});
const isStatusWrite = (by: string) => (event: AuditEvent) => event.user === by && event.subresource === 'status';

it('an install: the share of the whole release, what is waited for, then the wished word; at rest nothing is written', async () => {
  const ref = await stage.create('shop', [
    withMetadata(hangingOf('pg'), inGroup('dbs')),
    withMetadata(deploymentOf('redis'), inGroup('dbs')),
    withMetadata(hangingOf('web'), inGroup('front', 'dbs')),
    configMapOf('conf', { a: '1' }),
  ]);
  const waitingFor = (name: string) => `waiting for Deployment ${namespace}/${name}`;
  // Of three Deployments one is ready: the third is not there yet, and counts.
  await untilSummary(ref, { status: 'RECONCILING', message: `33 % ready: ${waitingFor('pg')}`, progress: '33%' });
  const mark = await untilQuiet(test, isStatusWrite(stage.account.user));
  await sleep(3_000);
  assert.equal(auditEvents(test, mark).filter(isStatusWrite(stage.account.user)), [], 'nothing new is no write');
  await setReady(cluster, namespace, 'pg');
  await untilSummary(ref, { status: 'RECONCILING', message: `66 % ready: ${waitingFor('web')}`, progress: '66%' });
  await setReady(cluster, namespace, 'web');
  await untilSummary(ref, { status: 'HEALTHY', message: '4 objects are ready', progress: '100%' });
  const isAsked = ({ user, verb, resource }: AuditEvent) =>
    user === stage.account.user && verb !== 'watch' && resource !== 'leases';
  const rest = await untilQuiet(test, isAsked);
  await sleep(3_000);
  assert.equal(auditEvents(test, rest).filter(isAsked), []);
});

it('an operator that starts again writes nothing of a release that is as it was', async () => {
  await using other = await startVerbatim({ entry: { statusSummary } });
  const ref = await other.create('calm', [deploymentOf('calm'), configMapOf('calm', { a: '1' })]);
  await untilSummary(ref, { status: 'HEALTHY', message: '2 objects are ready', progress: '100%' });
  const mark = await untilQuiet(test, isStatusWrite(other.account.user));
  await other.restart();
  await until(cluster, ref, () => assert.ok(other.operator.lines('Reconciled release').length > 0));
  await sleep(2_000);
  assert.equal(auditEvents(test, mark).filter(isStatusWrite(other.account.user)), []);
});

it('what is not ready any more is told, and an upgrade, and its end', async () => {
  const objects = (value: string) => [hangingOf('turn'), configMapOf('turn', { value })];
  const ref = await stage.create('turn', objects('1'));
  await setReady(cluster, namespace, 'turn');
  await untilSummary(ref, { status: 'HEALTHY', message: '2 objects are ready', progress: '100%' });
  await setReady(cluster, namespace, 'turn', false);
  const message = `0 % ready: waiting for Deployment ${namespace}/turn`;
  await untilSummary(ref, { status: 'RECONCILING', message, progress: '0%' });
  await stage.edit('turn', objects('2'));
  await until(cluster, refTo('v1/ConfigMap', namespace, 'turn'), ({ data }) => assert.equal(data, { value: '2' }));
  await setReady(cluster, namespace, 'turn');
  await untilSummary(ref, { status: 'HEALTHY', message: '2 objects are ready', progress: '100%' });
});

it('a refusal is an error with its message, and its end is the wished word', async () => {
  const ref = await stage.create('bad', [{ apiVersion: 'v1', kind: 'Nonsense', metadata: { name: 'n' } }]);
  const failed = await until(cluster, ref, (object) => assert.is(summaryOf(object).status, 'ERROR'));
  assert.match(summaryOf(failed).message ?? '', /Nonsense/);
  assert.is(summaryOf(failed).progress, '0%');
  await stage.edit('bad', [configMapOf('good', { a: '1' })]);
  await untilSummary(ref, { status: 'HEALTHY', message: '1 object is ready', progress: '100%' });
});

it('a removal is told from its beginning, with what is waited for', async () => {
  const held = configMapOf('held', {}, { ...inGroup('crs', 'operator'), finalizers: ['test.capstan.dev/hold'] });
  const ref = await stage.create('bye', [withMetadata(deploymentOf('bye'), inGroup('operator')), held]);
  await untilSummary(ref, { status: 'HEALTHY', message: '2 objects are ready', progress: '100%' });
  await cluster.delete(ref);
  await untilSummary(ref, { status: 'REMOVING', message: `waiting for ConfigMap ${namespace}/held to be gone` });
  const heldRef = refTo('v1/ConfigMap', namespace, 'held');
  await cluster.patch(heldRef, { type: 'merge', body: { metadata: { finalizers: null } } });
  await untilGone(cluster, ref);
});

it('without wait, and blocked: what is waited for, and the word once all is ready', async () => {
  const dependsOn = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'first' }];
  await using other = await startVerbatim({ entry: { statusSummary: { ready: 'READY' }, dependsOn } });
  const ref = await other.create('plain', [hangingOf('plain'), configMapOf('plain', { a: '1' })]);
  const blocked = await until(cluster, ref, (object) => assert.is(summaryOf(object).status, 'RECONCILING'));
  assert.match(summaryOf(blocked).message ?? '', `0 % ready: waiting for ConfigMap ${other.namespace}/first`);
  const first = { ...configMapOf('first', {}), metadata: { name: 'first', namespace: other.namespace } };
  await cluster.create(first);
  const message = `0 % ready: waiting for Deployment ${other.namespace}/plain`;
  await untilSummary(ref, { status: 'RECONCILING', message, progress: '0%' });
  await setReady(cluster, other.namespace, 'plain');
  await untilSummary(ref, { status: 'READY', message: '2 objects are ready', progress: '100%' });
});

it('without the option there is no such field', async () => {
  await using other = await startVerbatim();
  const ref = await other.install('plain', [configMapOf('plain', { a: '1' })]);
  await until(cluster, ref, (object) => assert.is((object['status'] as { ready?: string }).ready, '1/1'));
  const { status, message, progress } = summaryOf((await cluster.get(ref)) as KubeObject);
  assert.equal([status, message, progress], [undefined, undefined, undefined]);
});

it.run();
