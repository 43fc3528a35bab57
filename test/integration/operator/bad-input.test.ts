import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refOf } from '../../../src/cluster/index.ts';
import { untilDenied } from '../../support/access.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { launchOperator, startOperator } from '../../support/operator.ts';
import { widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  conditionsOf,
  define,
  deployFile,
  installed,
  listKind,
  namesIn,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const scratch = scratchFolder();
mkdirSync(join(scratch, 'no-chart'));
writeText(join(scratch, 'not-yaml.yaml'), '- kind: [\n');
writeText(join(scratch, 'no-list.yaml'), 'kind: Widget\n');
writeText(join(scratch, 'no-chart.yaml'), '- {group: a.b, version: v1, kind: Widget, chart: no-chart}\n');

const it = suite('bad input');

for (const [what, flag, words] of [
  ['an unknown flag', '--colour=red', /unknown option '--colour' +USAGE/],
  ['a watches file that is not there', '--watches-file=nowhere.yaml', /nowhere\.yaml does not exist +WATCHES_INVALID/],
  [
    'a watches file that is no YAML',
    '--watches-file=not-yaml.yaml',
    /not-yaml\.yaml is not valid YAML: .* WATCHES_INVALID\n +at \S*not-yaml\.yaml:2:1/,
  ],
  ['a watches file that is no list', '--watches-file=no-list.yaml', /no-list\.yaml is not a list +WATCHES_INVALID/],
  [
    'a folder that is no chart',
    '--watches-file=no-chart.yaml',
    /entry 1 \(a\.b\/v1 Widget\): chart "no-chart".*Chart\.yaml/,
  ],
] as const) {
  it(`${what} stops the start and is named`, async () => {
    const operator = await launchOperator({
      kubeconfig: test.kubeconfig,
      namespaces: ['default'],
      cwd: scratch,
      flags: [flag],
    });
    const code = await operator.ended;
    assert.ok(code !== 0 && code !== null, `exit code ${code}`);
    assert.match(operator.text, words);
  });
}

it('a value that the schema refuses: named by its path, told as an event, and not tried again', () =>
  onStage(async ({ account, namespace, operator, ref, create, edit }) => {
    await create({ text: 5 });
    const failed = await untilConditions(cluster, ref, { Initialized: 'True', ReleaseFailed: 'True InstallError' });
    assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', /- at 'spec\.text': got number, want string/);
    assert.is(conditionOf(failed, 'Ready')?.status, 'False');
    const events = await eventually(async () => {
      const found = (await listKind(cluster, namespace, 'v1/Event')).filter(({ reason }) => reason === 'ReleaseFailed');
      assert.equal(
        found.map(({ type }) => type),
        ['Warning'],
      );
      return found;
    });
    const isAsked = ({ user, verb }: AuditEvent) => user === account.user && verb !== 'watch';
    const mark = await untilQuiet(test, isAsked);
    await sleep(2_000);
    assert.equal(auditEvents(test, mark).filter(isAsked), []);
    assert.is(operator.lines('Release failed').length, 1);
    assert.match(String(events[0]?.['message']), "at 'spec.text': ");
    await edit({ text: 'five' });
    await untilConditions(cluster, ref, installed);
  }));

it('a template that fails: told with file, line and column, in the release that stands nothing is touched', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({});
    await untilConditions(cluster, ref, installed);
    const before = await until(cluster, configMapRef(namespace, 'w'), () => {});
    await edit({ refuse: 'no thank you', text: 'two' });
    const failed = await untilConditions(cluster, ref, {
      ...installed,
      ReleaseFailed: 'True UpgradeError',
      Irreconcilable: 'True ReconcileError',
    });
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      /widget\/templates\/objects\.yaml\.eta:3:\d+: .*no thank you/,
    );
    const after = await until(cluster, configMapRef(namespace, 'w'), () => {});
    assert.is(after.metadata.resourceVersion, before.metadata.resourceVersion);
    await edit({ refuse: '' });
    await untilConditions(cluster, ref, upgraded);
  }));

it('a name that is too long for a release', () =>
  onStage(async ({ namespace }) => {
    const ref = widgetRef(namespace, 'w'.repeat(54));
    await cluster.create(widget(namespace, ref.name));
    const failed = await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
    assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', 'has 54 characters; at most 53 are allowed');
  }));

it('a verb that is forbidden: verb, resource and namespace are named, others go on, and granting it is enough', () =>
  onStage(async ({ account, namespace, ref, create }) => {
    const role = deployFile('role.yaml');
    const rules = role['rules'] as { resources: readonly string[] }[];
    const roleRef = { ...refOf(role), namespace };
    const setRules = (wanted: object) => cluster.patch(roleRef, { type: 'merge', body: { rules: wanted } });
    await setRules(
      rules.map((rule) => ({ ...rule, resources: rule.resources.filter((name) => name !== 'deployments') })),
    );
    for (const verb of ['create', 'patch']) {
      await untilDenied(cluster, { user: account.user, namespace, group: 'apps', resource: 'deployments', verb });
    }
    await create({ deployment: { enabled: true } });
    const failed = await until(cluster, ref, (object) =>
      assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
    );
    const message = conditionOf(failed, 'ReleaseFailed')?.message ?? '';
    assert.match(message, /cannot (create|patch) resource "deployments" in API group "apps" in the namespace/);
    assert.match(
      message,
      new RegExp(`allow verb (create|patch) on deployments\\.apps in namespace ${namespace} in a Role`),
    );
    await cluster.create(widget(namespace, 'other'));
    await untilConditions(cluster, widgetRef(namespace, 'other'), installed);
    await setRules(rules);
    await untilConditions(cluster, ref, installed);
    // Its watch was forbidden too, and has come back by itself.
    const deployment = { ...ref, group: 'apps', version: 'v1', kind: 'Deployment' };
    const { uid } = (await until(cluster, deployment, () => {})).metadata;
    await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.reason, 'ReleaseReady'));
    await cluster.delete(deployment, { propagation: 'Background' });
    await until(cluster, deployment, (object) => assert.is.not(object.metadata.uid, uid));
  }));

it('an object of that name belongs to another resource: not taken, its owner is named, and all is well once it is gone', () =>
  onStage(async ({ namespace, ref, create }) => {
    const shared = configMapRef(namespace, 'shared');
    const first = widgetRef(namespace, 'first');
    await cluster.create(widget(namespace, 'first', { shared: 'shared' }));
    await untilConditions(cluster, first, installed);
    const before = await until(cluster, shared, () => {});
    await create({ shared: 'shared' });
    const failed = await until(cluster, ref, (object) =>
      assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
    );
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      `ConfigMap ${namespace}/shared exists and belongs to Widget first`,
    );
    const after = await until(cluster, shared, () => {});
    assert.equal(
      [after.metadata.resourceVersion, after.metadata.uid],
      [before.metadata.resourceVersion, before.metadata.uid],
    );
    const own = (await namesIn(cluster, namespace)).filter((name) => name.endsWith('/w'));
    assert.equal(own, [], 'what the failed install made is gone');
    await cluster.delete(first);
    await untilConditions(cluster, ref, installed);
    assert.equal((await until(cluster, shared, () => {}))['data'], { of: 'w' });
  }));

it('an object of that name belongs to nobody: an upgrade does not take it either, and the old release stands', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({});
    await untilConditions(cluster, ref, installed);
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'theirs', namespace },
      data: { of: 'them' },
    };
    const before = await cluster.create(theirs);
    await edit({ shared: 'theirs', text: 'two' });
    const failed = await untilConditions(cluster, ref, { ...installed, ReleaseFailed: 'True UpgradeError' });
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      `ConfigMap ${namespace}/theirs exists and belongs to somebody else`,
    );
    assert.is((await cluster.get(refOf(before)))?.metadata.resourceVersion, before.metadata.resourceVersion);
    assert.equal((await cluster.get(configMapRef(namespace, 'w')))?.['data'], { text: 'one' });
    assert.equal(await recordsIn(test, namespace), ['1 deployed']);
    await edit({ shared: null });
    await untilConditions(cluster, ref, upgraded);
    assert.equal((await cluster.get(refOf(before)))?.['data'], { of: 'them' });
  }));

it('a field that cannot be changed: told in the words of the API server, and mended by an edit', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({ deployment: { enabled: true } });
    await untilConditions(cluster, ref, installed);
    await edit({ text: 'two', deployment: { selector: 'other' } });
    const failed = await untilConditions(cluster, ref, { ...installed, ReleaseFailed: 'True UpgradeError' });
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      /Deployment\.apps "w" is invalid: spec\.selector: .*field is immutable/,
    );
    assert.equal((await cluster.get(configMapRef(namespace, 'w')))?.['data'], { text: 'one' }, 'all or nothing');
    await edit({ deployment: { selector: null } });
    await untilConditions(cluster, ref, upgraded);
  }));

it('a namespace that is being deleted goes away, and nobody runs in circles meanwhile', async () => {
  const namespace = await testNamespace(cluster, 'ending');
  await using operator = await startOperator({
    kubeconfig: test.kubeconfig,
    namespaces: [namespace],
    watchesFile: widgetWatches,
  });
  for (const name of ['w1', 'w2', 'w3']) await cluster.create(widget(namespace, name, { extras: ['a', 'b'] }));
  for (const name of ['w1', 'w2', 'w3']) await untilConditions(cluster, widgetRef(namespace, name), installed);
  const mark = auditMark(test);
  const space = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace };
  await cluster.delete(space);
  await untilGone(cluster, space, 180_000);
  const own = () =>
    auditEvents(test, mark).filter((event) => event.userAgent.startsWith('capstan/') && event.namespace === namespace);
  const refused = own().filter(({ code, verb }) => code >= 400 && verb !== 'watch');
  assert.ok(refused.length < 30, `${refused.length} requests were refused`);
  const later = auditMark(test);
  await sleep(2_000);
  const still = auditEvents(test, later).filter(
    (event) => event.userAgent.startsWith('capstan/') && event.namespace === namespace,
  );
  assert.equal(
    still.filter(({ verb }) => verb !== 'watch' && verb !== 'list').map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  assert.is(await operator.stop(), 0);
});

it('a resource that is deleted while its install hangs is gone at once, with all that was made', () =>
  onStage(async ({ namespace, ref, create, delete: remove }) => {
    await create({ hooks: [{ name: 'hangs', events: 'post-install', pod: 'hangs' }] });
    await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
    assert.ok((await namesIn(cluster, namespace)).includes('Service/w'));
    await remove();
    await untilGone(cluster, ref, 60_000);
    const kinds = ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'batch/v1/Job'];
    await eventually(async () => assert.equal(await namesIn(cluster, namespace, kinds), []), { timeoutMs: 180_000 });
  }));

it('resources that are deleted at any moment of their install leave nothing behind', () =>
  onStage(async ({ namespace }) => {
    const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await Promise.all(
      names.map(async (name, index) => {
        await cluster.create(widget(namespace, name, { extras: ['a', 'b'] }));
        await sleep(index * 8);
        await cluster.delete(widgetRef(namespace, name));
      }),
    );
    for (const name of names) await untilGone(cluster, widgetRef(namespace, name), 60_000);
    await eventually(async () => assert.equal(await namesIn(cluster, namespace), []));
    await sleep(1_000);
    assert.equal(await namesIn(cluster, namespace), [], 'nothing comes back');
  }));

it.run();
