import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { conditionOf, installed, until, untilConditions, untilGone } from '../../support/resources.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('serviceAccountName');

const stage = await watchStage(
  { serviceAccountName: '{{ .spec.account }}', reconcilePeriod: '0s' },
  { rules: [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] }] },
);
const { cluster, namespace, ref, create, edit, dataOf } = stage;
it.after(() => stage.close());

const api = 'rbac.authorization.k8s.io';

async function account(name: string, rules: readonly object[]): Promise<void> {
  const metadata = { name, namespace };
  const objects: KubeObject[] = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${api}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
      roleRef: { apiGroup: api, kind: 'Role', name },
    },
  ];
  for (const object of objects) await cluster.apply(object, { force: true });
}

const configMaps = (verbs: readonly string[]) => ({ apiGroups: [''], resources: ['configmaps'], verbs });
const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
/** `blockOwnerDeletion` needs it where the API server checks it. */
const finalizers = { apiGroups: ['test.capstan.dev'], resources: ['widgets/finalizers'], verbs: ['update'] };

it('row 65: the objects are written as the ServiceAccount, the records and the status as the operator', async () => {
  await account('strong', [configMaps(all), finalizers]);
  await create('a', { account: 'strong', text: 'one' });
  await untilConditions(cluster, ref('a'), installed);
  await edit('a', { text: 'two' });
  await until(cluster, ref('a'), (live) => assert.is(conditionOf(live, 'Deployed')?.reason, 'UpgradeSuccessful'));
  assert.is((await dataOf('a'))?.['text'], 'two');
  await cluster.delete(ref('a'));
  await untilGone(cluster, ref('a'));
  assert.is(await dataOf('a'), undefined);
});

it('row 65: what the ServiceAccount may not do is refused, although the operator may, until it is granted', async () => {
  await account('weak', [configMaps(['get', 'list', 'watch'])]);
  await create('b', { account: 'weak' });
  const failed = await until(cluster, ref('b'), (live) =>
    assert.equal(conditionOf(live, 'ReleaseFailed')?.reason, 'InstallError'),
  );
  const user = `system:serviceaccount:${namespace}:weak`;
  assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', `User "${user}" cannot`);
  assert.is(await dataOf('b'), undefined);
  await account('weak', [configMaps(all), finalizers]);
  await untilConditions(cluster, ref('b'), installed);
});

it('row 65: a resource that names no account is told so, and is not deleted with more rights than it had', async () => {
  await create('c', {});
  const untold = await until(cluster, ref('c'), (live) => assert.ok(conditionOf(live, 'Stalled')));
  assert.match(conditionOf(untold, 'ReleaseFailed')?.message ?? '', '{{ .spec.account }}');
  await account('strong', [configMaps(all), finalizers]);
  await edit('c', { account: 'strong' });
  await untilConditions(cluster, ref('c'), installed);
  await edit('c', { account: null });
  await cluster.delete(ref('c'));
  await until(cluster, ref('c'), (live) => assert.is(conditionOf(live, 'ReleaseFailed')?.reason, 'UninstallError'));
  assert.ok(await dataOf('c'));
  await edit('c', { account: 'strong' });
  await untilGone(cluster, ref('c'));
  assert.is(await dataOf('c'), undefined);
});

it.run();
