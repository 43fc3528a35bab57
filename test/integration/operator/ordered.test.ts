import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { hangingOf, setReady } from '../../support/hanging.ts';
import {
  conditionOf,
  conditionsOf,
  installed,
  listKind,
  until,
  untilConditions,
  untilGone,
  upgraded,
} from '../../support/resources.ts';
import {
  configMapOf,
  deploymentOf,
  type RenderedLike,
  refTo,
  startVerbatim,
  type VerbatimStage,
} from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('wait: ordered');

const entry = { wait: 'ordered', timeout: '10m' };
const patient = await startVerbatim({ entry, flags: ['--max-concurrent-reconciles=1'] });
const hasty = await startVerbatim({ entry: { ...entry, timeout: '4s' } });
const others: VerbatimStage[] = [];
const stageWith = async (options: object, flags: readonly string[] = []) => {
  const stage = await startVerbatim({ entry: { ...entry, ...options }, flags });
  others.push(stage);
  return stage;
};
it.after(async () => {
  for (const stage of [patient, hasty, ...others]) await stage[Symbol.asyncDispose]();
});

/** Ready as soon as its controller has seen it: where the time to wait is short, pods would take too much of it. */
const idleOf = (name: string) => deploymentOf(name, { replicas: 0 });

/** `group`, or '' for none, and the groups it waits for. */
function grouped(object: RenderedLike, group: string, ...after: readonly string[]): RenderedLike {
  const metadata = object['metadata'] as { annotations?: object };
  const annotations = {
    ...metadata.annotations,
    ...(group === '' ? {} : { 'helm.sh/resource-group': group }),
    ...(after.length === 0 ? {} : { 'helm.sh/depends-on/resource-groups': JSON.stringify(after) }),
  };
  return { ...object, metadata: { ...metadata, annotations } };
}

const deployment = (stage: VerbatimStage, name: string) => refTo('apps/v1/Deployment', stage.namespace, name);
const configMap = (stage: VerbatimStage, name: string) => refTo('v1/ConfigMap', stage.namespace, name);
const isThere = async (ref: ReturnType<typeof deployment>) => (await cluster.get(ref)) !== undefined;
const untilThere = (ref: ReturnType<typeof deployment>) => until(cluster, ref, () => {});
const untilWaitingFor = (ref: ReturnType<typeof deployment>, what: string | RegExp) =>
  until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', what));
const recordsOf = async ({ namespace }: VerbatimStage, release: string) =>
  (await listKind(cluster, namespace, 'v1/Secret'))
    .map(({ metadata: { labels = {} } }) => labels)
    .filter(({ name, owner }) => name === release && owner === 'helm')
    .map(({ version, status }) => `${version} ${status}`)
    .sort();

it('a group is made once those before it are ready, what has none at once; others are worked on meanwhile', async () => {
  const ref = await patient.create('shop', [
    grouped(deploymentOf('shop-ui'), 'ui', 'front'),
    grouped(hangingOf('shop-web'), 'front', 'dbs', 'nobody'),
    grouped(hangingOf('shop-pg'), 'dbs'),
    configMapOf('shop-conf', { a: '1' }),
    grouped(configMapOf('shop-seed', { a: '1' }), '', 'dbs'),
  ]);
  await untilThere(deployment(patient, 'shop-pg'));
  assert.ok(await isThere(configMap(patient, 'shop-conf')));
  await untilWaitingFor(ref, 'of 5 objects to become ready');
  const other = await patient.create('quick', [configMapOf('quick', { a: '1' })]);
  await untilConditions(cluster, other, installed); // with the one worker there is
  for (const name of ['shop-web', 'shop-ui']) assert.not(await isThere(deployment(patient, name)), name);
  assert.not(await isThere(configMap(patient, 'shop-seed')));
  await setReady(cluster, patient.namespace, 'shop-pg');
  const web = await untilThere(deployment(patient, 'shop-web'));
  assert.ok(await isThere(configMap(patient, 'shop-seed')));
  assert.not(await isThere(deployment(patient, 'shop-ui')));
  assert.equal(await recordsOf(patient, 'shop'), ['1 pending-install']);
  const { annotations = {} } = web.metadata;
  assert.is(annotations['helm.sh/resource-group'], 'front');
  assert.not('helm.sh/depends-on/resource-groups' in annotations);
  await setReady(cluster, patient.namespace, 'shop-web');
  await untilConditions(cluster, ref, installed);
  assert.ok(await isThere(deployment(patient, 'shop-ui')));
  assert.equal(await recordsOf(patient, 'shop'), ['1 deployed']);
});

it('an upgrade sends nothing before what it depends on is ready, though that did not change; and no more than changed', async () => {
  const objects = (replicas: number) => [
    grouped(hangingOf('keep-pg'), 'dbs'),
    grouped(deploymentOf('keep-web', { replicas }), 'front', 'dbs'),
  ];
  const ref = await patient.create('keep', objects(1));
  await setReady(cluster, patient.namespace, 'keep-pg');
  await untilConditions(cluster, ref, installed);
  const mark = auditMark(test);
  await setReady(cluster, patient.namespace, 'keep-pg', false);
  await untilWaitingFor(ref, `Deployment ${patient.namespace}/keep-pg`);
  await patient.edit('keep', objects(2));
  await untilWaitingFor(ref, /waiting for \d of 2 objects to become ready/);
  await eventually(async () => assert.equal((await recordsOf(patient, 'keep')).at(-1), '2 pending-upgrade'));
  const { spec } = (await cluster.get(deployment(patient, 'keep-web'))) as KubeObject;
  assert.is((spec as { replicas: number }).replicas, 1);
  await setReady(cluster, patient.namespace, 'keep-pg');
  await untilConditions(cluster, ref, upgraded);
  const sent = auditEvents(test, mark).filter(
    ({ user, verb, resource, uri }) =>
      user === patient.account.user && verb === 'patch' && resource === 'deployments' && !uri.includes('dryRun'),
  );
  assert.equal([...new Set(sent.map(({ name }) => name))], ['keep-web']);
});

it('a new spec ends the wait for the old one, and is brought about in its own order', async () => {
  const ref = await patient.create('edited', [
    grouped(hangingOf('edited-pg'), 'dbs'),
    grouped(deploymentOf('edited-web'), 'front', 'dbs'),
  ]);
  await untilThere(deployment(patient, 'edited-pg'));
  await patient.edit('edited', [
    grouped(deploymentOf('edited-db'), 'dbs'),
    grouped(deploymentOf('edited-web'), 'front', 'dbs'),
  ]);
  await untilConditions(cluster, ref, installed);
  await untilGone(cluster, deployment(patient, 'edited-pg'));
  assert.equal(await recordsOf(patient, 'edited'), ['1 deployed']);
});

it('an operator that is killed in the middle goes on where it was', async () => {
  const stage = await stageWith({});
  const ref = await stage.create('shop', [
    grouped(hangingOf('pg'), 'dbs'),
    grouped(deploymentOf('web'), 'front', 'dbs'),
  ]);
  const { uid } = (await untilThere(deployment(stage, 'pg'))).metadata;
  await untilWaitingFor(ref, 'of 2 objects to become ready');
  await stage.restart(async () => {
    await setReady(cluster, stage.namespace, 'pg');
    assert.not(await isThere(deployment(stage, 'web')));
  });
  await untilConditions(cluster, ref, installed);
  assert.ok(await isThere(deployment(stage, 'web')));
  assert.is((await untilThere(deployment(stage, 'pg'))).metadata.uid, uid);
  assert.equal(await recordsOf(stage, 'shop'), ['1 deployed']);
});

it('what is not ready in time fails the install, and is named; it is left where remediation says so, and gone on with', async () => {
  const stage = await stageWith({ timeout: '2s', remediation: { onInstallFailure: 'none' } });
  const ref = await stage.create('late', [
    grouped(hangingOf('pg'), 'dbs'),
    grouped(deploymentOf('web'), 'front', 'dbs'),
  ]);
  const failed = await until(cluster, ref, (object) =>
    assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
  );
  const { message = '' } = conditionOf(failed, 'ReleaseFailed') ?? {};
  assert.match(
    message,
    `the release is not ready after 2 s: waiting for Deployment ${stage.namespace}/pg; what depends on it is not begun`,
  );
  const { uid } = (await untilThere(deployment(stage, 'pg'))).metadata;
  assert.not(await isThere(deployment(stage, 'web')));
  await setReady(cluster, stage.namespace, 'pg');
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'True'));
  assert.ok(await isThere(deployment(stage, 'web')));
  assert.is((await untilThere(deployment(stage, 'pg'))).metadata.uid, uid);
  const records = await recordsOf(stage, 'late');
  assert.equal(records.slice(-1), [`${records.length} deployed`]);
});

it('what is not ready in time is taken back by default', async () => {
  const stage = hasty;
  const ref = await stage.create('late', [
    grouped(hangingOf('pg'), 'dbs'),
    grouped(deploymentOf('web'), 'front', 'dbs'),
    configMapOf('late', { a: '1' }),
  ]);
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'ReleaseFailed')?.reason, 'InstallError'));
  await stage.edit('late', [configMapOf('late', { a: '2' })]);
  await untilConditions(cluster, ref, installed);
  await untilGone(cluster, deployment(stage, 'pg'));
});

for (const [name, what, objects, words] of [
  [
    'cycle',
    'groups that depend on each other',
    [grouped(configMapOf('cycle-a', {}), 'a', 'b'), grouped(configMapOf('cycle-b', {}), 'b', 'a')],
    /ConfigMap \S+\/cycle-a: resource groups depend on each other: a → b → a \(hint: /,
  ],
  [
    'blot',
    'a list of groups that cannot be read',
    [configMapOf('blot-a', {}, { annotations: { 'helm.sh/depends-on/resource-groups': 'dbs' } })],
    /ConfigMap \S+\/blot-a: annotation helm\.sh\/depends-on\/resource-groups is no JSON list of names: dbs \(hint: /,
  ],
] as const) {
  it(`${what}: told with the object's name, nothing is written, and a mended chart is installed`, async () => {
    const plain = configMapOf(`${name}-plain`, {});
    const ref = await patient.create(name, [...objects, plain]);
    const failed = await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'Stalled')));
    assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', words);
    assert.not(await isThere(configMap(patient, `${name}-plain`)));
    assert.equal(await recordsOf(patient, name), []);
    await patient.edit(name, [plain]);
    await untilConditions(cluster, ref, installed);
  });
}

it('an uninstall goes the other way round: what depends on others is gone before they go', async () => {
  const mark = auditMark(test);
  const held = configMapOf('bye-cr', {}, { finalizers: ['test.capstan.dev/hold'] });
  const ref = await patient.create('bye', [
    grouped(deploymentOf('bye-operator'), 'operator'),
    grouped(held, 'crs', 'operator'),
    configMapOf('bye-conf', {}),
  ]);
  await untilConditions(cluster, ref, installed);
  await cluster.delete(ref);
  const going = await until(cluster, configMap(patient, 'bye-cr'), ({ metadata }) =>
    assert.ok(metadata.deletionTimestamp),
  );
  await until(cluster, ref, (object) =>
    assert.match(conditionOf(object, 'Deployed')?.message ?? '', 'Waiting until all resources are deleted'),
  );
  assert.ok(await isThere(deployment(patient, 'bye-operator')));
  assert.ok(await isThere(configMap(patient, 'bye-conf')));
  await cluster.patch(refOf(going), { type: 'merge', body: { metadata: { finalizers: null } } });
  await untilGone(cluster, ref);
  await untilGone(cluster, deployment(patient, 'bye-operator'));
  const deleted = auditEvents(test, mark)
    .filter(({ user, verb, name }) => user === patient.account.user && verb === 'delete' && name.startsWith('bye-'))
    .map(({ name }) => name);
  assert.equal(deleted, ['bye-cr', 'bye-operator', 'bye-conf']);
});

const droppable = (held: boolean) => [
  ...(held
    ? [
        grouped(idleOf('drop-operator'), 'operator'),
        grouped(configMapOf('drop-cr', {}, { finalizers: ['test.capstan.dev/hold'] }), 'crs', 'operator'),
        configMapOf('drop-conf', {}),
      ]
    : []),
  grouped(idleOf('drop-web'), 'web'),
];
const letGoOf = (ref: ReturnType<typeof deployment>) =>
  cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
const deletedSince = (mark: ReturnType<typeof auditMark>, { account, namespace: ns }: VerbatimStage) =>
  auditEvents(test, mark)
    .filter(
      ({ user, verb, name, namespace }) =>
        user === account.user && verb === 'delete' && namespace === ns && name.startsWith('drop-'),
    )
    .map(({ name }) => name);

it('what an upgrade drops goes the other way round, too: what others depend on stays until they are gone', async () => {
  const ref = await patient.install('drop', droppable(true));
  const mark = auditMark(test);
  await patient.edit('drop', droppable(false));
  await untilWaitingFor(ref, `waiting for ConfigMap ${patient.namespace}/drop-cr to be deleted`);
  for (const kept of [deployment(patient, 'drop-operator'), configMap(patient, 'drop-conf')]) {
    assert.is((await cluster.get(kept))?.metadata.deletionTimestamp, undefined);
  }
  assert.equal(deletedSince(mark, patient), ['drop-cr']);
  await letGoOf(configMap(patient, 'drop-cr'));
  await untilConditions(cluster, ref, upgraded);
  assert.equal(deletedSince(mark, patient), ['drop-cr', 'drop-operator', 'drop-conf']);
  assert.ok(await isThere(deployment(patient, 'drop-web')));
});

it('an upgrade that waits too long for what it dropped fails, is not taken back, and goes on', async () => {
  const stage = hasty;
  const ref = await stage.install('drop', droppable(true));
  const mark = auditMark(test);
  await stage.edit('drop', droppable(false));
  await until(cluster, ref, (object) => {
    const { reason, message = '' } = conditionOf(object, 'ReleaseFailed') ?? {};
    const words = message.split(' (hint')[0];
    assert.equal([reason, words], ['UpgradeError', `still there after 4 s: ConfigMap ${stage.namespace}/drop-cr`]);
  });
  assert.equal(await recordsOf(stage, 'drop'), ['1 deployed', '2 pending-upgrade']);
  assert.ok(await isThere(deployment(stage, 'drop-operator')));
  await letGoOf(configMap(stage, 'drop-cr'));
  await untilConditions(cluster, ref, upgraded);
  await untilGone(cluster, deployment(stage, 'drop-operator'));
  assert.not(deletedSince(mark, stage).slice(0, -2).includes('drop-operator'));
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await untilGone(cluster, deployment(stage, 'drop-web'));
});

it('a rollback takes what the failed upgrade added away in its order', async () => {
  const stage = hasty;
  const ref = await stage.install('drop-not', droppable(false));
  await stage.edit('drop-not', [...droppable(true), grouped(hangingOf('drop-late'), 'late')]);
  await until(cluster, configMap(stage, 'drop-cr'), ({ metadata }) => assert.ok(metadata.deletionTimestamp));
  assert.is((await cluster.get(deployment(stage, 'drop-operator')))?.metadata.deletionTimestamp, undefined);
  await letGoOf(configMap(stage, 'drop-cr'));
  await stage.edit('drop-not', droppable(false));
  await untilGone(cluster, deployment(stage, 'drop-operator'));
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'True'));
});

it('an uninstall whose wait is too long fails, goes on, and needs no second pre-delete hook', async () => {
  const stage = hasty;
  const hook = { 'helm.sh/hook': 'pre-delete', 'helm.sh/hook-delete-policy': 'before-hook-creation' };
  const held = configMapOf('cr', {}, { finalizers: ['test.capstan.dev/hold'] });
  const ref = await stage.create('bye', [
    grouped(idleOf('operator'), 'operator'),
    grouped(held, 'crs', 'operator'),
    configMapOf('hook', {}, { annotations: hook }),
  ]);
  await untilConditions(cluster, ref, installed);
  const mark = auditMark(test);
  await cluster.delete(ref);
  await until(cluster, ref, (object) => {
    const { reason, message = '' } = conditionOf(object, 'ReleaseFailed') ?? {};
    assert.equal(
      [reason, message.split(' (hint')[0]],
      ['UninstallError', `still there after 4 s: ConfigMap ${stage.namespace}/cr`],
    );
  });
  assert.ok(await isThere(deployment(stage, 'operator')));
  await cluster.patch(configMap(stage, 'cr'), { type: 'merge', body: { metadata: { finalizers: null } } });
  await untilGone(cluster, ref);
  await untilGone(cluster, deployment(stage, 'operator'));
  const hooks = auditEvents(test, mark).filter(({ verb, name }) => verb === 'create' && name === 'hook');
  assert.is(hooks.length, 1);
});

it('without watches of its objects a release keeps its order, up and down', async () => {
  const stage = await stageWith({ watchDependentResources: false });
  const held = configMapOf('cr', {}, { finalizers: ['test.capstan.dev/hold'] });
  const ref = await stage.create('blind', [
    grouped(hangingOf('pg'), 'dbs'),
    grouped(deploymentOf('web'), 'front', 'dbs'),
    grouped(held, 'crs', 'front'),
  ]);
  await untilThere(deployment(stage, 'pg'));
  assert.not(await isThere(deployment(stage, 'web')));
  await setReady(cluster, stage.namespace, 'pg');
  await untilConditions(cluster, ref, installed);
  await cluster.delete(ref);
  await until(cluster, configMap(stage, 'cr'), ({ metadata }) => assert.ok(metadata.deletionTimestamp));
  assert.ok(await isThere(deployment(stage, 'web')));
  await cluster.patch(configMap(stage, 'cr'), { type: 'merge', body: { metadata: { finalizers: null } } });
  await untilGone(cluster, ref);
  await untilGone(cluster, deployment(stage, 'web'));
  await untilGone(cluster, deployment(stage, 'pg'));
});

it('with wait: true, and without, the annotations mean nothing', async () => {
  for (const [wait, isWaiting] of [
    [true, true],
    [false, false],
  ] as const) {
    const stage = await stageWith({ wait });
    const ref = await stage.create('plain', [
      grouped(hangingOf('pg'), 'dbs'),
      grouped(deploymentOf('web'), 'front', 'dbs', 'front'),
      configMapOf('odd', {}, { annotations: { 'helm.sh/depends-on/resource-groups': 'no list' } }),
    ]);
    for (const name of ['pg', 'web']) await untilThere(deployment(stage, name));
    if (isWaiting) assert.equal(await recordsOf(stage, 'plain'), ['1 pending-install']);
    else await untilConditions(cluster, ref, installed);
  }
});

it('at rest an ordered release costs no request', async () => {
  const ref = await patient.install('still', [
    grouped(deploymentOf('still-pg'), 'dbs'),
    grouped(deploymentOf('still-web'), 'front', 'dbs'),
  ]);
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
  const isAsked = ({ user, verb, resource }: AuditEvent) =>
    user === patient.account.user && verb !== 'watch' && resource !== 'leases';
  const mark = await untilQuiet(test, isAsked); // what its last write sets off
  await sleep(3_000);
  assert.equal(auditEvents(test, mark).filter(isAsked), []);
});

it.run();
