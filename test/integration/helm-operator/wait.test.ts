import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { hangingOf, setReady } from '../../support/hanging.ts';
import {
  conditionOf,
  conditionsOf,
  installed,
  listKind,
  namesIn,
  until,
  untilConditions,
  upgraded,
} from '../../support/resources.ts';
import { configMapOf, refTo, startVerbatim, type VerbatimStage } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('wait');

const patient = await startVerbatim({
  entry: { wait: true, timeout: '10m' },
  flags: ['--max-concurrent-reconciles=1'],
});
const hasty = await startVerbatim({ entry: { wait: true, timeout: '5s' } });
it.after(async () => {
  await patient[Symbol.asyncDispose]();
  await hasty[Symbol.asyncDispose]();
});

const afterwards = (name: string) => configMapOf(name, {}, { annotations: { 'helm.sh/hook': 'post-install' } });

const readyOf = (object: KubeObject) => conditionOf(object, 'Ready')?.message ?? '';
const recordsOf = async ({ namespace }: VerbatimStage, release: string) =>
  (await listKind(cluster, namespace, 'v1/Secret'))
    .map(({ metadata: { labels = {} } }) => labels)
    .filter(({ name, owner }) => name === release && owner === 'helm')
    .map(({ version, status }) => `${version} ${status}`)
    .sort();

it('row 65: with wait a release is deployed, and its post hooks run, when its objects are ready', async () => {
  const ref = await patient.create('slow', [
    hangingOf('slow'),
    configMapOf('slow', { a: '1' }),
    afterwards('slow-after'),
  ]);
  await until(cluster, ref, (object) => {
    assert.match(readyOf(object), /^waiting for 1 of 2 objects to become ready/);
    assert.is((object['status'] as { ready?: string }).ready, '1/2');
  });
  assert.equal(await recordsOf(patient, 'slow'), ['1 pending-install']);
  assert.is(await cluster.get(refTo('v1/ConfigMap', patient.namespace, 'slow-after')), undefined);
  const other = await patient.create('quick', [configMapOf('quick', { a: '1' })]);
  await untilConditions(cluster, other, installed); // with the one worker there is
  assert.equal(await recordsOf(patient, 'slow'), ['1 pending-install']);
  await setReady(cluster, patient.namespace, 'slow');
  await untilConditions(cluster, ref, installed);
  assert.equal(await recordsOf(patient, 'slow'), ['1 deployed']);
  assert.ok(await cluster.get(refTo('v1/ConfigMap', patient.namespace, 'slow-after')));
});

it('row 65: a new spec ends the wait for the old one', async () => {
  const ref = await patient.create('edited', [hangingOf('edited')]);
  await until(cluster, ref, (object) => assert.match(readyOf(object), 'objects to become ready'));
  await patient.edit('edited', [configMapOf('edited', { a: '1' })]);
  await untilConditions(cluster, ref, installed);
  assert.is(await cluster.get(refTo('apps/v1/Deployment', patient.namespace, 'edited')), undefined);
  assert.equal(await recordsOf(patient, 'edited'), ['1 deployed']);
});

it('row 65: an install whose objects are not ready in time fails, names them, and is taken back', async () => {
  const { namespace } = hasty;
  const ref = await hasty.create('late', [hangingOf('late'), configMapOf('late', { a: '1' })]);
  const failed = await until(cluster, ref, (object) =>
    assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
  );
  const { message = '' } = conditionOf(failed, 'ReleaseFailed') ?? {};
  assert.match(message, `the release is not ready after 5 s: `);
  assert.match(message, `Deployment ${namespace}/late`);
  await hasty.edit('late', [configMapOf('late', { a: '2' })]);
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'True'));
  await eventually(async () =>
    assert.equal(
      (await namesIn(cluster, namespace)).filter((name) => name.endsWith('/late')),
      ['ConfigMap/late'],
    ),
  );
});

it('row 65: an upgrade whose objects are not ready in time is rolled back', async () => {
  const { namespace } = hasty;
  const ref = await hasty.create('back', [configMapOf('back', { a: '1' })]);
  await untilConditions(cluster, ref, installed);
  await hasty.edit('back', [configMapOf('back', { a: '2' }), hangingOf('back')]);
  await untilConditions(cluster, ref, { ...installed, ReleaseFailed: 'True UpgradeError' });
  await hasty.edit('back', [configMapOf('back', { a: '3' })]);
  await until(cluster, ref, (object) => assert.equal(conditionsOf(object), upgraded));
  const [first, failed, back] = await recordsOf(hasty, 'back');
  assert.equal([first, failed, back?.slice(0, 2)], ['1 superseded', '2 failed', '3 ']);
  assert.is(await cluster.get(refTo('apps/v1/Deployment', namespace, 'back')), undefined);
});

it.run();
