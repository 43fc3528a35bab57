import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { untilAllowed } from '../../support/access.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { clusterOf, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { configMap, configMapKind, failure } from './kinds.ts';

const it = suite('impersonation');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'impersonation');
const writer = `system:serviceaccount:${namespace}:writer`;
const rbac = 'rbac.authorization.k8s.io';

async function bind(name: string, resource: string, verbs: readonly string[], group = '') {
  await cluster.create({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: `${name}-${resource}`, namespace },
    rules: [{ apiGroups: [group], resources: [resource], verbs }],
  });
  await cluster.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: `${name}-${resource}`, namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: `${name}-${resource}` },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  const user = `system:serviceaccount:${namespace}:${name}`;
  for (const verb of verbs) await untilAllowed(cluster, { user, namespace, group, resource, verb });
}

async function asAccount(name: string) {
  return clusterOf(await userKubeconfig(test, { namespace, name }));
}

it.before(async () => {
  for (const name of ['operator', 'stranger', 'writer']) {
    await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  }
  await bind('operator', 'serviceaccounts', ['impersonate']);
  await bind('writer', 'configmaps', ['get', 'list', 'watch', 'create', 'patch', 'delete']);
});

it('one who may impersonate a ServiceAccount has its rights through that view, and its own beside it', async () => {
  const operator = await asAccount('operator');
  const tenant = operator.impersonating(writer);
  const mark = auditMark(test);
  const { created } = await tenant.apply(configMap(namespace, 'made', { by: 'tenant' }), { force: true });
  assert.ok(created);
  assert.is((await tenant.get({ ...configMapKind, namespace, name: 'made' }))?.kind, 'ConfigMap');
  assert.is((await tenant.list({ gvk: configMapKind, namespace })).items.length > 0, true);
  const own = await failure(operator.list({ gvk: configMapKind, namespace }));
  assert.match(own.message, `User "system:serviceaccount:${namespace}:operator" cannot list resource "configmaps"`);
  const beyond = await failure(tenant.list({ gvk: { group: '', version: 'v1', kind: 'Secret' }, namespace }));
  assert.match(beyond.message, `User "${writer}" cannot list resource "secrets"`);
  const asked = auditEvents(test, mark).filter(({ namespace: where }) => where === namespace);
  assert.ok(asked.length >= 5);
  assert.ok(asked.every(({ user }) => user === `system:serviceaccount:${namespace}:operator`));
  await operator.close();
});

it('a watch is that of the impersonated one too', async () => {
  const operator = await asAccount('operator');
  const ending = new AbortController();
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const lines = operator
    .impersonating(writer)
    .stream({ method: 'GET', path, query: { watch: true } }, ending.signal)
    [Symbol.asyncIterator]();
  assert.match((await lines.next()).value, '"type":"ADDED"');
  ending.abort();
  await operator.close();
});

it('one who may not impersonate is told the right that is missing', async () => {
  const stranger = await asAccount('stranger');
  const error = await failure(stranger.impersonating(writer).apply(configMap(namespace, 'never', {}), { force: true }));
  assert.is(error.code, 'FORBIDDEN');
  assert.match(error.message, 'cannot impersonate resource "serviceaccounts"');
  assert.is(
    error.hint,
    `allow verb impersonate on serviceaccounts in namespace ${namespace} in a Role bound to system:serviceaccount:${namespace}:stranger`,
  );
  assert.is(await cluster.get({ ...configMapKind, namespace, name: 'never' }), undefined);
  await stranger.close();
});

it('groups are rights too', async () => {
  const member = cluster.impersonating('jane', ['system:masters']);
  assert.ok((await member.list({ gvk: configMapKind, namespace })).resourceVersion);
  assert.is((await failure(cluster.impersonating('jane').list({ gvk: configMapKind, namespace }))).code, 'FORBIDDEN');
});

it('views are kept by user and groups, share discovery, and closing one closes nothing', async () => {
  const operator = await asAccount('operator');
  const tenant = operator.impersonating(writer);
  assert.is(operator.impersonating(writer), tenant);
  assert.is(tenant.impersonating(writer), tenant);
  assert.is.not(operator.impersonating(writer, ['g']), tenant);
  assert.is(tenant.discovery, operator.discovery);
  await tenant.close();
  assert.ok((await tenant.list({ gvk: configMapKind, namespace })).resourceVersion);
  await operator.close();
  assert.is(
    await tenant.list({ gvk: configMapKind, namespace }).then(
      () => 'open',
      () => 'closed',
    ),
    'closed',
  );
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
