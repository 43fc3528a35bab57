import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { accountIn, allow, operatorAccount } from '../../support/operator-account.ts';
import { installed, statusOf, until, untilConditions, untilEstablished, yamlFile } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configMapRef, recordsIn } from '../../support/stage.ts';
import { shownValues, valuesChart } from '../../support/values-chart.ts';

const it = suite('scope');
const test = await useControlPlane();
const { cluster } = test;

/** A kind of this file alone: operators of all namespaces would find what other tests make. */
const group = 'scope.capstan.dev';
const definition = JSON.stringify(yamlFile('test/fixtures/widget-crd.yaml')).replaceAll('test.capstan.dev', group);
await untilEstablished(cluster, JSON.parse(definition) as KubeObject);
const rules = [
  {
    apiGroups: [group],
    resources: ['widgets', 'widgets/status', 'widgets/finalizers'],
    verbs: ['get', 'list', 'watch', 'update', 'patch'],
  },
];
const chart = valuesChart();

const refIn = (namespace: string, name = 'w') => ({ group, version: 'v1', kind: 'Widget', namespace, name });

function create(namespace: string, name = 'w', labels: Record<string, string> = {}, spec: object = {}) {
  const metadata = { name, namespace, labels };
  return cluster.create({ apiVersion: `${group}/v1`, kind: 'Widget', metadata, spec });
}

function watchesOf(entry: object = {}): string {
  const watch = { group, version: 'v1', kind: 'Widget', chart, reconcilePeriod: '0s', ...entry };
  return writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify([watch]));
}

/** Neither status nor finalizer: nobody has been there. */
async function isUntouched(namespace: string, name = 'w'): Promise<void> {
  const live = await cluster.get(refIn(namespace, name));
  assert.equal([live?.['status'], live?.metadata.finalizers], [undefined, undefined]);
  assert.is(await cluster.get(configMapRef(namespace, name)), undefined);
}

for (const [mode, namespacesOf] of [
  ['WATCH_NAMESPACE unset', () => []],
  ['WATCH_NAMESPACE set', (namespace: string) => [namespace]],
] as const) {
  it(`row 8: with ${mode} the selector is honoured, and resources come under it and leave it`, async () => {
    const namespace = await testNamespace(cluster, 'selector');
    const watchesFile = watchesOf({
      selector: { matchLabels: { stage: namespace }, matchExpressions: [{ key: 'off', operator: 'DoesNotExist' }] },
    });
    const { kubeconfig } = test;
    await using operator = await startOperator({ kubeconfig, namespaces: namespacesOf(namespace), watchesFile });
    const label = (name: string, labels: object) =>
      cluster.patch(refIn(namespace, name), { type: 'merge', body: { metadata: { labels } } });
    const edit = (name: string, spec: object) =>
      cluster.patch(refIn(namespace, name), { type: 'merge', body: { spec } });

    await create(namespace, 'other');
    await create(namespace, 'mine', { stage: namespace }, { text: 'one' });
    await untilConditions(cluster, refIn(namespace, 'mine'), installed);
    await isUntouched(namespace, 'other');

    await label('other', { stage: namespace });
    await untilConditions(cluster, refIn(namespace, 'other'), installed);

    await label('mine', { off: '' });
    await edit('mine', { text: 'two' });
    await cluster.delete(configMapRef(namespace, 'other')); // what comes of it comes after what was before
    await eventually(async () => assert.ok(await cluster.get(configMapRef(namespace, 'other'))));
    assert.equal(await shownValues(cluster, refIn(namespace, 'mine')), { text: 'one' });
    assert.equal(await recordsIn(test, namespace), ['1 deployed', '1 deployed'], 'left alone, not uninstalled');
    await cluster.delete(configMapRef(namespace, 'mine'));
    await cluster.delete(configMapRef(namespace, 'other'));
    await eventually(async () => assert.ok(await cluster.get(configMapRef(namespace, 'other'))));
    assert.is(await cluster.get(configMapRef(namespace, 'mine')), undefined, 'nobody repairs it');

    await label('mine', { off: null });
    await eventually(async () => assert.equal(await shownValues(cluster, refIn(namespace, 'mine')), { text: 'two' }));
    assert.equal(operator.errors, []);
  });
}

interface Scoped {
  readonly namespaces: readonly string[];
  readonly user: string;
  readonly operator: OperatorProcess;
  readonly mark: number;
}

/** An operator with a Role in each of these namespaces and nothing beyond them. */
async function scoped(count: number, spell: (names: readonly string[]) => string): Promise<Scoped> {
  const account = await operatorAccount(test, 'scope');
  await allow(test, account.namespace, rules);
  const namespaces = [account.namespace];
  for (let more = 1; more < count; more++) {
    const namespace = await testNamespace(cluster, 'scope');
    namespaces.push(namespace);
    await shareRights(account.namespace, namespace);
  }
  const { kubeconfig, user } = await accountIn(test, account.namespace);
  const mark = auditMark(test);
  const env = { WATCH_NAMESPACE: spell(namespaces) };
  return {
    namespaces,
    user,
    mark,
    operator: await startOperator({ kubeconfig, namespaces: [], watchesFile: watchesOf(), env }),
  };
}

async function shareRights(home: string, namespace: string): Promise<void> {
  const api = 'rbac.authorization.k8s.io';
  const own = { ...yamlFile('deploy/role.yaml'), metadata: { name: 'shared', namespace } };
  const allRules = [...((own as unknown as { rules: object[] }).rules ?? []), ...rules];
  const { name } = yamlFile('deploy/service_account.yaml').metadata;
  await cluster.create({ ...own, rules: allRules } as KubeObject);
  await cluster.create({
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'shared', namespace },
    subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
    roleRef: { apiGroup: api, kind: 'Role', name: 'shared' },
  });
}

for (const [what, count, spell] of [
  ['one namespace', 1, (names: readonly string[]) => names.join()],
  ['several, with spaces and empty items', 2, ([a, b]: readonly string[]) => ` ${a} , ${b},, `],
] as const) {
  it(`row 9: WATCH_NAMESPACE of ${what} needs Roles alone, and leaves all else untouched`, async () => {
    const { namespaces, user, operator, mark } = await scoped(count, spell);
    const elsewhere = await testNamespace(cluster, 'elsewhere');
    try {
      assert.equal(operator.lines('Watching namespaces')[0]?.['namespaces'], namespaces);
      await create(elsewhere);
      for (const namespace of namespaces) await create(namespace);
      for (const namespace of namespaces) await untilConditions(cluster, refIn(namespace), installed);
      for (const namespace of namespaces) await cluster.delete(configMapRef(namespace, 'w'));
      for (const namespace of namespaces) {
        await eventually(async () => assert.ok(await cluster.get(configMapRef(namespace, 'w')), 'drift is seen'));
      }
      await isUntouched(elsewhere);
      const asked = auditEvents(test, mark).filter((event) => event.user === user && event.resource !== '');
      assert.ok(asked.some(({ verb }) => verb === 'watch'));
      const wide = asked.filter(({ namespace }) => !namespaces.includes(namespace));
      assert.equal(
        wide.map(({ verb, uri }) => `${verb} ${uri}`),
        [],
      );
      assert.equal(
        asked.filter(({ code }) => code === 403).map(({ verb, uri }) => `${verb} ${uri}`),
        [],
      );
      assert.equal(operator.errors, []);
    } finally {
      await operator.kill();
    }
  });
}

it('row 9: an empty WATCH_NAMESPACE is all namespaces', async () => {
  const names = [await testNamespace(cluster, 'all'), await testNamespace(cluster, 'all')];
  const watchesFile = watchesOf({ selector: { matchLabels: { 'row-9': 'all' } } });
  await using operator = await startOperator({ kubeconfig: test.kubeconfig, namespaces: [], watchesFile });
  assert.is(operator.lines('Watching all namespaces').length, 1);
  for (const namespace of names) await create(namespace, 'w', { 'row-9': 'all' });
  for (const namespace of names) await untilConditions(cluster, refIn(namespace), installed);
  await until(cluster, refIn(names[0]!), (live) => assert.ok(statusOf(live).deployedRelease));
});

it.run();
