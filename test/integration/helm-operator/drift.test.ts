import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import type { OperatorProcess } from '../../support/operator.ts';
import { openDefinition } from '../../support/project-account.ts';
import { conditionOf, listKind, until, untilConditions, untilEstablished, upgraded } from '../../support/resources.ts';
import { configMapOf, deploymentOf, patchAs, type RenderedLike, refTo, startVerbatim } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('drift');
/** Not served before its test defines it, also when the test is run once more on the same control plane. */
const late = `Late${randomBytes(4).toString('hex')}`;
const definition = openDefinition('test.capstan.dev', 'v1', late, `${late.toLowerCase()}s`);

/** Neither the period nor a spec change repairs anything here. */
const stage = await startVerbatim({
  rules: 'everything',
  flags: ['--reconcile-period=10m', '--zap-log-level=debug'],
});
const { namespace, operator } = stage;
const other = await testNamespace(cluster, 'other');
it.after(async () => {
  await stage[Symbol.asyncDispose]();
  await cluster.delete(refOf(definition));
});

/** Long before the period. */
const soon = { timeoutMs: 60_000, everyMs: 50 };
const configMap = (name: string) => refTo('v1/ConfigMap', namespace, name);
const merge = (ref: ObjectRef, body: object) => patchAs('somebody', cluster, ref, body);
const clusterRoleOf = (name: string): RenderedLike => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
});
const clusterRole = refTo('rbac.authorization.k8s.io/v1/ClusterRole', '', `${namespace}-role`);

const deletions: readonly [what: string, release: string, object: RenderedLike, ref: ObjectRef][] = [
  ['a template that names no namespace', 'bare', configMapOf('bare', { a: '1' }), configMap('bare')],
  [
    'a template that names its namespace',
    'named',
    configMapOf('named', { a: '1' }, { namespace: '{{ .Release.Namespace }}' }),
    configMap('named'),
  ],
  [
    'another namespace',
    'elsewhere',
    configMapOf('elsewhere', { a: '1' }, { namespace: other }),
    refTo('v1/ConfigMap', other, 'elsewhere'),
  ],
  ['a ClusterRole', 'role', clusterRoleOf(clusterRole.name), clusterRole],
  [
    'an item of a List',
    'list',
    { apiVersion: 'v1', kind: 'List', items: [configMapOf('item', { a: '1' })] },
    configMap('item'),
  ],
];
for (const [what, release, object, ref] of deletions) {
  it(`row 25: what is deleted is back long before the period: ${what}`, async () => {
    await stage.install(release, [object]);
    await untilBack(ref);
  });
}

it('row 25: what is deleted is back long before the period: a kind whose definition appears later', async () => {
  const ref = refTo(`test.capstan.dev/v1/${late}`, namespace, 'late');
  const object = { apiVersion: 'test.capstan.dev/v1', kind: late, metadata: { name: 'late' }, spec: { size: 1 } };
  const release = await stage.create('late', [object]);
  const failed = await until(cluster, release, (live) => assert.ok(conditionOf(live, 'ReleaseFailed')));
  assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', `no kind ${late} in test.capstan.dev/v1`);
  await untilEstablished(cluster, definition);
  await until(cluster, ref, () => {});
  await until(cluster, release, (live) => assert.is(conditionOf(live, 'ReleaseFailed'), undefined));
  await untilBack(ref);
});

/** Deletes the object, and waits for another one of its name. */
async function untilBack(ref: ObjectRef): Promise<void> {
  const { metadata } = await until(cluster, ref, () => {});
  await cluster.delete(ref);
  await until(cluster, ref, (object) => assert.is.not(object.metadata.uid, metadata.uid), soon);
}

it('row 26: a field that is edited is reverted long before the period, a removed one is back', async () => {
  await stage.install('edited', [configMapOf('edited', { a: '1', b: '1' }), deploymentOf('edited', { replicas: 0 })]);
  await merge(configMap('edited'), { data: { a: 'theirs', b: null, c: 'theirs' } });
  await until(cluster, configMap('edited'), dataIs({ a: '1', b: '1', c: 'theirs' }), soon);
  const deployment = refTo('apps/v1/Deployment', namespace, 'edited');
  await merge(deployment, { spec: { replicas: 3, paused: true } });
  const isBack = (object: KubeObject) => assert.equal(pick(object['spec'], 'replicas', 'paused'), [0, true]);
  await until(cluster, deployment, isBack, soon);
});

it('row 26: updates of nothing but the status or managedFields cause no reconcile and no request', async () => {
  await stage.install('calm', [configMapOf('calm', { a: '1' }), deploymentOf('calm', { replicas: 0 })]);
  const release = refTo('test.capstan.dev/v1/Widget', namespace, 'calm');
  await until(cluster, release, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
  const mark = await untilQuiet(test, isAbout('calm'));
  const before = operator.logs.length;
  const deployment = refTo('apps/v1/Deployment', namespace, 'calm');
  const condition = { type: 'Extra', status: 'True', reason: 'Test', message: '' };
  const status = { conditions: [...conditionsOf(await cluster.get(deployment)), condition] };
  const told = await cluster.patch(deployment, { type: 'merge', body: { status }, subresource: 'status' });
  assert.ok(conditionsOf(told).some(({ type }) => type === 'Extra'));
  const shared = await applyAs('somebody', configMapOf('calm', { a: '1' }, { namespace }));
  assert.ok(shared.metadata.managedFields?.some(({ manager }) => manager === 'somebody'));
  await sleep(1_500);
  const lines = operator.logs.slice(before).filter(({ name }) => name === 'calm');
  assert.equal(lines, []);
  assert.equal(askedSince(mark, isAbout('calm')), []);
});

it('row 27: containers, annotations and fields that others added are kept by corrections and upgrades', async () => {
  const object = (image: string) => deploymentOf('shared', { replicas: 0 }, [{ name: 'main', image }]);
  await stage.install('shared', [object('one')]);
  const ref = refTo('apps/v1/Deployment', namespace, 'shared');
  const sidecar = { name: 'sidecar', image: 'theirs' };
  await cluster.patch(ref, {
    type: 'json',
    body: [
      { op: 'add', path: '/spec/template/spec/containers/-', value: sidecar },
      { op: 'add', path: '/metadata/annotations/theirs.example.com~1note', value: 'kept' },
      { op: 'add', path: '/spec/minReadySeconds', value: 7 },
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'edited' },
    ],
  });
  const has = (image: string) => (live: KubeObject) => {
    assert.equal(imagesOf(live), { main: image, sidecar: 'theirs' });
    assert.is(live.metadata.annotations?.['theirs.example.com/note'], 'kept');
    assert.equal(pick(live['spec'], 'minReadySeconds'), [7]);
  };
  await until(cluster, ref, has('one'), soon);
  await stage.edit('shared', [object('two')]);
  await untilConditions(cluster, refTo('test.capstan.dev/v1/Widget', namespace, 'shared'), upgraded);
  has('two')(await until(cluster, ref, () => {}));
});

it('row 27: replicas that an autoscaler set stay where the chart says nothing of them', async () => {
  const object = (image: string) => deploymentOf('scaled', {}, [{ name: 'main', image }]);
  await stage.install('scaled', [object('one')]);
  const ref = refTo('apps/v1/Deployment', namespace, 'scaled');
  await scale(ref, 3);
  await stage.edit('scaled', [object('two')]);
  await untilConditions(cluster, refTo('test.capstan.dev/v1/Widget', namespace, 'scaled'), upgraded);
  const live = await until(cluster, ref, (found) => assert.equal(imagesOf(found), { main: 'two' }));
  assert.equal(pick(live['spec'], 'replicas'), [3]);
});

const mode = (driftDetection: object) =>
  startVerbatim({ entry: { driftDetection }, flags: ['--reconcile-period=1s', '--zap-log-level=debug'] });

it('row 28: drift mode disabled leaves an edited object alone, and the next upgrade puts it right', async () => {
  await using off = await mode({ mode: 'disabled' });
  await off.install('w', [configMapOf('w', { a: '1' })]);
  const ref = refTo('v1/ConfigMap', off.namespace, 'w');
  await merge(ref, { data: { a: 'theirs' } });
  await reconciles(off.operator, 3);
  dataIs({ a: 'theirs' })(await until(cluster, ref, () => {}));
  await off.edit('w', [configMapOf('w', { a: '1', b: '2' })]);
  await until(cluster, ref, dataIs({ a: '1', b: '2' }));
});

it('row 28: drift mode warn tells the fields once, masks those of a Secret, and leaves the objects alone', async () => {
  await using warning = await mode({ mode: 'warn' });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'w' }, stringData: { password: 'planted-1' } };
  const release = await warning.install('w', [configMapOf('w', { a: '1' }), secret]);
  const ref = refTo('v1/ConfigMap', warning.namespace, 'w');
  await merge(ref, { data: { a: 'theirs' } });
  const drifted = await until(cluster, release, (object) => assert.ok(conditionOf(object, 'Drifted')));
  assert.match(conditionOf(drifted, 'Drifted')?.message ?? '', `ConfigMap ${warning.namespace}/w differs`);
  const events = () => eventsIn(warning.namespace, 'DriftDetected');
  await eventually(async () => {
    assert.equal(await events(), [`ConfigMap ${warning.namespace}/w differs: data.a: "1" → "theirs" (1)`]);
  });
  await merge(refTo('v1/Secret', warning.namespace, 'w'), { stringData: { password: 'planted-2' } });
  await eventually(async () => {
    const told = (await events()).filter((message) => message.startsWith('Secret'));
    assert.equal(told, [`Secret ${warning.namespace}/w differs: data.password: **** → **** (1)`]);
  });
  const mark = await untilQuiet(test, isWorkOf(warning.account.user));
  await reconciles(warning.operator, 3);
  assert.is((await events()).length, 2);
  assert.equal(askedSince(mark, isWorkOf(warning.account.user)), [], 'what was told is not asked after again');
  dataIs({ a: 'theirs' })(await until(cluster, ref, () => {}));
  assert.not.match(JSON.stringify(warning.operator.logs), /planted|cGxhbnRlZC/);
  await merge(ref, { data: { a: '1' } });
  await merge(refTo('v1/Secret', warning.namespace, 'w'), { stringData: { password: 'planted-1' } });
});

it('row 28: an ignored field is not corrected, not sent while another owns it, and the rest of the object is', async () => {
  const ignore = [
    { paths: ['/spec/replicas'], target: { kind: 'Deployment' } },
    { paths: ['/spec/template/spec/containers/0/image'], target: { kind: 'Deployment', name: '.*-tagged' } },
    { paths: ['/data/free', '/metadata/annotations/example.com~1free'], target: { labelSelector: 'free=yes' } },
  ];
  await using ignoring = await mode({ ignore });
  const at = (kind: string, name: string) => refTo(kind, ignoring.namespace, name);
  const objects = (image: string, free = '1') => [
    deploymentOf('w', { replicas: 1 }, [{ name: 'main', image, imagePullPolicy: 'Always' }]),
    deploymentOf('w-tagged', { replicas: 0 }, [{ name: 'main', image: 'tagged', imagePullPolicy: 'Always' }]),
    configMapOf('free', { free, held: '1' }, { labels: { free: 'yes' }, annotations: { 'example.com/free': '1' } }),
    configMapOf('held', { free: '1' }),
  ];
  const release = await ignoring.install('w', objects('one'));
  const deployment = at('apps/v1/Deployment', 'w');
  const tagged = at('apps/v1/Deployment', 'w-tagged');
  await scale(deployment, 4);
  await cluster.patch(tagged, {
    type: 'json',
    body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'theirs' }],
  });
  const theirs = { data: { free: 'theirs' }, metadata: { annotations: { 'example.com/free': 'theirs' } } };
  await merge(at('v1/ConfigMap', 'free'), theirs);
  await merge(at('v1/ConfigMap', 'held'), { data: { free: 'theirs' } });
  await until(cluster, at('v1/ConfigMap', 'held'), dataIs({ free: '1' }));
  // What is ignored is noted once; after that no pass sends anything.
  const mark = await untilQuiet(test, isWorkOf(ignoring.account.user));
  await reconciles(ignoring.operator, 3);
  assert.equal(askedSince(mark, isWorkOf(ignoring.account.user)), []);
  // The rest of the same objects is corrected.
  await merge(deployment, { spec: { paused: true } });
  await cluster.patch(deployment, {
    type: 'json',
    body: [{ op: 'replace', path: '/spec/template/spec/containers/0/imagePullPolicy', value: 'Never' }],
  });
  const policyIs = (policy: string) => (object: KubeObject) =>
    assert.equal(
      containersOf(object).map(({ imagePullPolicy }) => imagePullPolicy),
      [policy],
    );
  await until(cluster, deployment, policyIs('Always'));
  await merge(at('v1/ConfigMap', 'free'), { data: { held: 'theirs' } });
  await until(cluster, at('v1/ConfigMap', 'free'), dataIs({ free: 'theirs', held: '1' }));
  // An upgrade does not fight for them either.
  await ignoring.edit('w', objects('two', '2'));
  await untilConditions(cluster, release, upgraded);
  const live = await until(cluster, deployment, (object) => assert.equal(imagesOf(object), { main: 'two' }));
  assert.equal(pick(live['spec'], 'replicas'), [4]);
  assert.equal(imagesOf(await until(cluster, tagged, () => {})), { main: 'theirs' });
  const free = await until(cluster, at('v1/ConfigMap', 'free'), dataIs({ free: 'theirs', held: '1' }));
  assert.is(free.metadata.annotations?.['example.com/free'], 'theirs');
  const corrected = ignoring.operator.lines('Corrected drift').flatMap(({ objects: all }) => all as string[]);
  assert.not.ok(corrected.includes(`Deployment ${ignoring.namespace}/w-tagged`), 'nothing of it was put back');
});

it('row 28: an ignored field that nobody else changed follows the chart', async () => {
  await using ignoring = await mode({ ignore: [{ paths: ['/data/free'] }] });
  const release = await ignoring.install('w', [configMapOf('w', { free: '1' })]);
  await ignoring.edit('w', [configMapOf('w', { free: '2' })]);
  await untilConditions(cluster, release, upgraded);
  await until(cluster, refTo('v1/ConfigMap', ignoring.namespace, 'w'), dataIs({ free: '2' }));
});

it('row 28: an object with the opt-out annotation is left alone, wherever the annotation stands, until it goes', async () => {
  const optOut = { 'capstan.dev/drift': 'ignore' };
  await stage.install('opt', [
    configMapOf('opt-chart', { a: '1' }, { annotations: optOut }),
    configMapOf('opt-live', { a: '1' }),
    configMapOf('opt-not', { a: '1' }),
  ]);
  await merge(configMap('opt-live'), { metadata: { annotations: optOut } });
  for (const name of ['opt-chart', 'opt-live', 'opt-not']) await merge(configMap(name), { data: { a: 'theirs' } });
  await until(cluster, configMap('opt-not'), dataIs({ a: '1' }));
  for (const name of ['opt-chart', 'opt-live']) {
    dataIs({ a: 'theirs' })(await until(cluster, configMap(name), () => {}));
  }
  await merge(configMap('opt-live'), { metadata: { annotations: { 'capstan.dev/drift': null } } });
  await until(cluster, configMap('opt-live'), dataIs({ a: '1' }), soon);
  dataIs({ a: 'theirs' })(await until(cluster, configMap('opt-chart'), () => {}));
  await untilBack(configMap('opt-chart'));
});

it('row 29: without watches of dependents only the period and events of the resource repair', async () => {
  const unwatched = { watchDependentResources: false };
  await using never = await startVerbatim({ entry: unwatched, flags: ['--reconcile-period=0'] });
  await using periodic = await startVerbatim({ entry: { ...unwatched, reconcilePeriod: '2s' } });
  for (const { namespace: place, install, edit, operator: runs } of [never, periodic]) {
    const mark = auditMark(test);
    await install('w', [configMapOf('w', { a: '1' })]);
    const ref = refTo('v1/ConfigMap', place, 'w');
    await cluster.delete(ref);
    if (place === never.namespace) {
      // A pass that was under way may still have put it back.
      await eventually(async () => {
        await cluster.delete(ref);
        await sleep(2_500);
        assert.is(await cluster.get(ref), undefined);
      });
      await edit('w', [configMapOf('w', { a: '1' }), configMapOf('v', {})]);
    }
    await until(cluster, ref, dataIs({ a: '1' }));
    const watched = auditEvents(test, mark).filter(({ verb, namespace: of }) => verb === 'watch' && of === place);
    assert.not.ok(watched.some(({ resource }) => resource === 'configmaps'));
    assert.equal(runs.lines('Watching dependent resource'), []);
  }
});

const dataIs = (data: object) => (object: KubeObject) => assert.equal(object['data'], data);

function pick(value: unknown, ...names: readonly string[]): unknown[] {
  return names.map((name) => (value as Record<string, unknown> | undefined)?.[name]);
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: string;
}

function containersOf(object: KubeObject): readonly Container[] {
  return (object as unknown as { spec: { template: { spec: { containers: Container[] } } } }).spec.template.spec
    .containers;
}

function imagesOf(object: KubeObject): Record<string, string> {
  return Object.fromEntries(containersOf(object).map(({ name, image }) => [name, image]));
}

function conditionsOf(object: KubeObject | undefined): readonly { type: string }[] {
  return (object?.['status'] as { conditions?: { type: string }[] } | undefined)?.conditions ?? [];
}

/** As an autoscaler does it: through the subresource. */
async function scale(ref: ObjectRef, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${ref.namespace}/deployments/${ref.name}/scale`;
  const contentType = 'application/merge-patch+json';
  const query = { fieldManager: 'kube-controller-manager' };
  await cluster.request({ method: 'PATCH', path, body: { spec: { replicas } }, contentType, query });
}

async function applyAs(fieldManager: string, object: RenderedLike): Promise<KubeObject> {
  const { name, namespace: place } = object['metadata'] as { name: string; namespace: string };
  const path = `/api/v1/namespaces/${place}/configmaps/${name}`;
  const contentType = 'application/apply-patch+yaml';
  return (
    await cluster.request<KubeObject>({ method: 'PATCH', path, query: { fieldManager }, body: object, contentType })
  ).body;
}

/** Requests of the operator about that release or an object of its name. */
function isAbout(name: string) {
  return ({ user, uri }: AuditEvent) => user === stage.account.user && uri.includes(name);
}

/** Requests about objects and records; how far a roll-out is may still be told in the status. */
function isWorkOf(account: string) {
  return ({ user, verb, resource }: AuditEvent) => user === account && verb !== 'watch' && resource !== 'widgets';
}

function askedSince(mark: number, counts: (event: AuditEvent) => boolean): string[] {
  return auditEvents(test, mark)
    .filter(counts)
    .map(({ verb, uri }) => `${verb} ${uri}`);
}

/** Waits until that many passes more are through. */
async function reconciles(process: OperatorProcess, more: number): Promise<void> {
  const through = () => process.lines('Reconciled release').length;
  const before = through();
  await eventually(() => assert.ok(through() >= before + more));
}

/** `MESSAGE (COUNT)` */
async function eventsIn(place: string, reason: string): Promise<string[]> {
  const events = await listKind(cluster, place, 'v1/Event');
  return events.filter((event) => event['reason'] === reason).map((event) => `${event['message']} (${event['count']})`);
}

it.run();
