import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { conditionOf, define, until, untilConditions, untilGone, upgraded } from '../../support/resources.ts';
import { recordsIn } from '../../support/stage.ts';
import { configMapOf, deploymentOf, patchAs, type RenderedLike, refTo, startVerbatim } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('force');

const stage = await startVerbatim({ rules: 'everything', flags: ['--reconcile-period=10m'] });
const { namespace, operator, account } = stage;
it.after(async () => {
  await stage[Symbol.asyncDispose]();
});

const sdk = 'helm.sdk.operatorframework.io';
const at = (kind: string, name: string) => refTo(kind, namespace, name);
const merge = (ref: ObjectRef, body: object) => patchAs('somebody', cluster, ref, body);
const specOf = (object: KubeObject) => object['spec'] as Readonly<Record<string, unknown>>;
const failure = (object: KubeObject) => conditionOf(object, 'ReleaseFailed')?.message ?? '';

function serviceOf(name: string, port: number): RenderedLike {
  const spec = { type: 'NodePort', selector: { app: name }, ports: [{ name: 'web', port }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

function claimOf(name: string, storage: string): RenderedLike {
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage } } };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec };
}

/** What others added to the ConfigMap NAME. */
const added = { data: { theirs: '1' }, metadata: { annotations: { 'example.com/theirs': '1' } } };

for (const word of ['true', '1', 't', 'T', 'True', 'TRUE']) {
  it(`row 38: upgrade-force "${word}" sends whole objects: what others added is gone`, async () => {
    const name = `force-${Buffer.from(word).toString('hex')}`;
    const ref = at('v1/ConfigMap', name);
    const release = await stage.install(name, [configMapOf(name, { a: '1' })], { [`${sdk}/upgrade-force`]: word });
    await merge(ref, added);
    const mark = auditMark(test);
    await stage.edit(name, [configMapOf(name, { a: '1' }), configMapOf(`${name}-more`, {})]);
    await untilConditions(cluster, release, upgraded);
    const live = await until(cluster, ref, () => {});
    assert.equal(live['data'], { a: '1' });
    assert.is(live.metadata.annotations?.['example.com/theirs'], undefined);
    assert.ok(replacedSince(mark).includes(`configmaps ${name}`));
    assert.ok(operator.lines('Upgraded release').some((line) => line['name'] === name && line['force'] === true));
  });
}

for (const word of ['false', '0', 'yes', 'on', '']) {
  it(`row 38: upgrade-force "${word}" is none${['false', '0'].includes(word) ? '' : ', and the log says why'}`, async () => {
    const name = `mild-${Buffer.from(`${word}.`).toString('hex')}`;
    const ref = at('v1/ConfigMap', name);
    const release = await stage.install(name, [configMapOf(name, { a: '1' })], { [`${sdk}/upgrade-force`]: word });
    await merge(ref, added);
    const mark = auditMark(test);
    await stage.edit(name, [configMapOf(name, { a: '2' })]);
    await untilConditions(cluster, release, upgraded);
    const live = await until(cluster, ref, () => {});
    assert.equal(live['data'], { a: '2', theirs: '1' });
    assert.is(live.metadata.annotations?.['example.com/theirs'], '1');
    assert.equal(replacedSince(mark), []);
    const told = operator.logs.filter(
      (line) => line['name'] === name && JSON.stringify(line).includes('upgrade-force'),
    );
    assert.is(told.length > 0, !['false', '0'].includes(word));
  });
}

it('row 38: a forced upgrade keeps what is not the chart’s to lose, and drift is noticed afterwards', async () => {
  const objects = (n: number) => [
    deploymentOf('whole', { minReadySeconds: n }),
    serviceOf('whole', 80 + n),
    claimOf('whole', '1Gi'),
    configMapOf('whole', { n: String(n) }),
  ];
  const release = await stage.install('whole', objects(1), { [`${sdk}/upgrade-force`]: 'true' });
  const [deployment, service, claim, configMap] = [
    at('apps/v1/Deployment', 'whole'),
    at('v1/Service', 'whole'),
    at('v1/PersistentVolumeClaim', 'whole'),
    at('v1/ConfigMap', 'whole'),
  ] as const;
  await merge(deployment, { spec: { replicas: 4 }, metadata: { finalizers: ['example.com/theirs'] } });
  const pod = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other-owner', namespace } };
  const { metadata: owner } = await cluster.create(pod);
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: owner.name, uid: owner.uid };
  const { metadata } = await until(cluster, configMap, () => {});
  await merge(configMap, { metadata: { ownerReferences: [...(metadata.ownerReferences ?? []), reference] } });
  const before = {
    service: specOf(await until(cluster, service, () => {})),
    claim: specOf(await until(cluster, claim, () => {})),
    uid: metadata.uid,
  };
  const mark = auditMark(test);
  await stage.edit('whole', objects(2));
  await untilConditions(cluster, release, upgraded);
  assert.equal(replacedSince(mark).filter((one) => one.endsWith(' whole')).length, 4);
  const after = await until(cluster, deployment, () => {});
  assert.equal([specOf(after)['replicas'], specOf(after)['minReadySeconds']], [4, 2]);
  assert.equal(after.metadata.finalizers, ['example.com/theirs']);
  const now = specOf(await until(cluster, service, () => {}));
  for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'type'])
    assert.equal(now[field], before.service[field]);
  assert.equal(specOf(await until(cluster, claim, () => {})), before.claim);
  const replaced = (await until(cluster, configMap, () => {})).metadata;
  assert.equal(
    [replaced.uid, replaced.ownerReferences?.map(({ kind }) => kind)],
    [before.uid, ['Widget', 'ConfigMap']],
  );
  await merge(configMap, { data: { n: 'theirs' } });
  await until(cluster, configMap, (object) => assert.equal(object['data'], { n: '2' }));
  // What a replacement wrote can be taken out of the chart again.
  await merge(release, { metadata: { annotations: { [`${sdk}/upgrade-force`]: 'false' } } });
  await stage.edit('whole', [...objects(2).slice(0, 3), configMapOf('whole', { other: '1' })]);
  await until(cluster, configMap, (object) => assert.equal(object['data'], { other: '1' }));
  await merge(deployment, { metadata: { finalizers: null } });
});

it('row 38: a node port that the server chose is kept by a forced upgrade', async () => {
  const release = await stage.install('ports', [serviceOf('ports', 80)], { [`${sdk}/upgrade-force`]: 'true' });
  const ref = at('v1/Service', 'ports');
  const portOf = (object: KubeObject) => (specOf(object)['ports'] as { nodePort: number }[])[0]?.nodePort;
  const before = portOf(await until(cluster, ref, () => {}));
  assert.ok(before);
  await stage.edit('ports', [serviceOf('ports', 80), configMapOf('ports', {})]);
  await untilConditions(cluster, release, upgraded);
  assert.is(portOf(await until(cluster, ref, () => {})), before);
});

/** Fails after the API server has taken the objects: there is something to roll back. */
const failing: RenderedLike = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'fails', annotations: { 'helm.sh/hook': 'post-upgrade' } },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: { labels: { 'capstan.dev/test-pod': 'fails' } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'hook', image: 'hook' }] },
    },
  },
};

for (const [what, annotations] of [
  ['by default', {}],
  ['with rollback-force "false"', { [`${sdk}/rollback-force`]: 'false' }],
] as const) {
  it(`row 37: the rollback of a failed upgrade restores the old objects and loses nothing of others: ${what}`, async () => {
    await using own = await startVerbatim();
    const objects = (n: number) => [
      deploymentOf('w', { minReadySeconds: n }),
      serviceOf('w', 80 + n),
      claimOf('w', '1Gi'),
      configMapOf('w', { n: String(n) }),
    ];
    const there = (kind: string) => refTo(kind, own.namespace, 'w');
    const release = await own.install('w', objects(1), annotations);
    await merge(there('apps/v1/Deployment'), { spec: { replicas: 4 } });
    await merge(there('v1/ConfigMap'), { data: { theirs: '1' } });
    const before = await Promise.all(
      ['v1/Service', 'v1/PersistentVolumeClaim'].map((kind) => until(cluster, there(kind), () => {})),
    );
    const mark = auditMark(test);
    await own.edit('w', [...objects(2), failing]);
    await until(cluster, release, (object) => assert.match(failure(object), 'post-upgrade hook Job'));
    const current = async (kind: string) => {
      const live = await cluster.get(there(kind));
      assert.ok(live, kind);
      return live;
    };
    // It is so between a rollback and the next try, which come ever more slowly.
    await eventually(
      async () => {
        assert.equal((await current('v1/ConfigMap'))['data'], { n: '1', theirs: '1' });
        const deployment = specOf(await current('apps/v1/Deployment'));
        assert.equal([deployment['replicas'], deployment['minReadySeconds']], [4, 1]);
        for (const { kind, metadata, ...old } of before) {
          const live = await current(`v1/${kind}`);
          assert.is(live.metadata.uid, metadata.uid);
          assert.equal(specOf(live), old['spec'], kind);
        }
        assert.match((await recordsIn(test, own.namespace)).slice(2).at(-1) ?? '', / deployed$/);
      },
      { everyMs: 50 },
    );
    const replaced = auditEvents(test, mark).filter(({ user, verb }) => user === own.account.user && verb === 'update');
    assert.equal(
      replaced.filter(({ subresource }) => subresource === ''),
      [],
    );
  });
}

it('row 37: a rollback that the API server refuses field by field is done with the whole object', async () => {
  await using own = await startVerbatim();
  const strategyOf = (strategy: object) => [deploymentOf('w', { replicas: 0, strategy })];
  const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3 } };
  const there = refTo('apps/v1/Deployment', own.namespace, 'w');
  const release = await own.install('w', strategyOf({ type: 'Recreate' }));
  await own.edit('w', [...strategyOf(rolling), failing]);
  await until(cluster, release, (object) => assert.match(failure(object), 'post-upgrade hook Job'));
  await until(cluster, there, (object) => assert.equal(specOf(object)['strategy'], { type: 'Recreate' }));
});

const fixed: readonly [what: string, name: string, before: RenderedLike, after: RenderedLike, words: RegExp][] = [
  [
    'the selector of a Deployment',
    'selector',
    deploymentOf('selector', { replicas: 0 }),
    { ...deploymentOf('selector', { replicas: 0 }), spec: deploymentOf('other', { replicas: 0 })['spec'] },
    /Deployment.apps "selector" is invalid: spec\.selector: field is immutable/,
  ],
  [
    'the service of a StatefulSet, of which the server says only what may change',
    'service',
    statefulSetOf('service', 'one'),
    statefulSetOf('service', 'two'),
    /StatefulSet.apps "service" is invalid: spec: Forbidden: updates to .* are forbidden: spec\.serviceName/,
  ],
  [
    'the template of a Job, whose values stay untold',
    'job',
    jobOf('job', 'one'),
    jobOf('job', 'planted'),
    /Job.batch "job" is invalid: spec\.template: field is immutable/,
  ],
  [
    'the class of a claim',
    'claim',
    claimOf('claim', '1Gi'),
    { ...claimOf('claim', '1Gi'), spec: { ...(claimOf('claim', '1Gi')['spec'] as object), storageClassName: 'other' } },
    /PersistentVolumeClaim "claim" is invalid: spec: Forbidden: spec is immutable after creation/,
  ],
];
for (const [what, name, before, after, words] of fixed) {
  it(`row 39: the condition names object and field: ${what}`, async () => {
    const release = await stage.install(name, [before, configMapOf(name, { a: '1' })]);
    await stage.edit(name, [after, configMapOf(name, { a: '2' })]);
    const failed = await until(cluster, release, (object) => assert.match(failure(object), words));
    assert.is(conditionOf(failed, 'ReleaseFailed')?.reason, 'UpgradeError');
    assert.not.match(failure(failed), 'planted');
    // Refused before anything was touched.
    const untouched = await until(cluster, at('v1/ConfigMap', name), () => {});
    assert.equal(untouched['data'], { a: '1' });
    await stage.edit(name, [before, configMapOf(name, { a: '3' })]);
    await until(cluster, at('v1/ConfigMap', name), (object) => assert.equal(object['data'], { a: '3' }));
    await until(cluster, release, (object) => assert.is(conditionOf(object, 'ReleaseFailed'), undefined));
  });
}

it('row 39: an object that asks for it is made anew where a field of it cannot be changed, else it is changed', async () => {
  const recreate = { metadata: { name: 'anew', annotations: { 'capstan.dev/recreate': 'true' } } };
  const ref = at('apps/v1/StatefulSet', 'anew');
  const release = await stage.install('anew', [{ ...statefulSetOf('anew', 'one'), ...recreate }]);
  const first = (await until(cluster, ref, () => {})).metadata.uid;
  await merge(ref, { metadata: { finalizers: ['example.com/slow'] } });
  await stage.edit('anew', [{ ...statefulSetOf('anew', 'two'), ...recreate }]);
  await until(cluster, ref, (object) => assert.ok(object.metadata.deletionTimestamp));
  await until(cluster, release, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'to be gone'));
  await merge(ref, { metadata: { finalizers: null } });
  await untilConditions(cluster, release, upgraded);
  const second = await until(cluster, ref, (object) => assert.is(specOf(object)['serviceName'], 'two'));
  assert.is.not(second.metadata.uid, first);
  await stage.edit('anew', [{ ...statefulSetOf('anew', 'two', 3), ...recreate }]);
  const third = await until(cluster, ref, (object) => assert.is(specOf(object)['replicas'], 3));
  assert.is(third.metadata.uid, second.metadata.uid);
  await until(cluster, release, (object) => assert.is(conditionOf(object, 'ReleaseFailed'), undefined));
});

it('row 39: an object that asks for it stays as it is when the new one would not be taken', async () => {
  const recreate = { metadata: { name: 'stays', annotations: { 'capstan.dev/recreate': 'true' } } };
  const ref = at('apps/v1/StatefulSet', 'stays');
  const release = await stage.install('stays', [{ ...statefulSetOf('stays', 'one'), ...recreate }]);
  const { uid } = (await until(cluster, ref, () => {})).metadata;
  await stage.edit('stays', [{ ...statefulSetOf('stays', 'two', -1), ...recreate }]);
  const failed = await until(cluster, release, (object) => assert.match(failure(object), 'spec.replicas'));
  assert.match(failure(failed), /StatefulSet.* "stays" is invalid: spec\.replicas: Invalid value: -1/);
  assert.is((await until(cluster, ref, () => {})).metadata.uid, uid);
});

it('row 46: a kind of the old manifest that is served no more stops neither an upgrade nor an uninstall', async () => {
  await define(cluster, 'test/fixtures/gizmo-crd.yaml');
  const gizmo: RenderedLike = {
    apiVersion: 'gizmo.capstan.dev/v1',
    kind: 'Gizmo',
    metadata: { name: 'old' },
    spec: {},
  };
  const release = await stage.install('old', [gizmo, configMapOf('old', { a: '1' })]);
  const uninstalled = await stage.install('older', [{ ...gizmo, metadata: { name: 'older' } }]);
  const definition = refTo('apiextensions.k8s.io/v1/CustomResourceDefinition', '', 'gizmos.gizmo.capstan.dev');
  await cluster.delete(definition);
  await untilGone(cluster, definition);
  await stage.edit('old', [configMapOf('old', { a: '2' })]);
  await untilConditions(cluster, release, upgraded);
  await cluster.delete(uninstalled);
  await untilGone(cluster, uninstalled);
  await stage.edit('old', [gizmo, configMapOf('old', { a: '3' })]);
  const failed = await until(cluster, release, (object) => assert.match(JSON.stringify(object['status']), 'Gizmo'));
  assert.match(JSON.stringify(failed['status']), 'no kind Gizmo in gizmo.capstan.dev/v1');
  assert.equal((await until(cluster, at('v1/ConfigMap', 'old'), () => {}))['data'], { a: '2' });
});

function statefulSetOf(name: string, serviceName: string, replicas = 0): RenderedLike {
  const { spec } = deploymentOf(name, { replicas }) as unknown as { spec: object };
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name }, spec: { ...spec, serviceName } };
}

function jobOf(name: string, value: string): RenderedLike {
  const containers = [{ name: 'main', image: 'main', env: [{ name: 'WORD', value }] }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers } } },
  };
}

/** `PLURAL NAME` of every whole object that the operator sent and that was no rehearsal, nor sent once more after a conflict. */
function replacedSince(mark: number): string[] {
  return auditEvents(test, mark)
    .filter(({ user, verb, subresource }) => user === account.user && verb === 'update' && subresource === '')
    .filter(({ uri, code }) => !uri.includes('dryRun') && code !== 409)
    .map(({ resource, name }) => `${resource} ${name}`);
}

it.run();
