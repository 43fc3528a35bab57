import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { parseYamlDocuments } from '../../../src/yaml/index.ts';
import { capstan } from '../../cli/support.ts';
import { untilAllowed } from '../../support/access.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, type TestCluster, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import { kubectl } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import type { PolicyRule } from '../../support/operator-account.ts';
import { openDefinition } from '../../support/project-account.ts';
import {
  conditionOf,
  installed,
  listKind,
  statusOf,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
  upgraded,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('capstan create');
const test = await useControlPlane();
const { cluster } = test;

/** A chart with something of everything that rights depend on. */
const stall = writeChart(
  'stall',
  {
    'config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  size: {{ .Values.size | quote }}
  seen: {{ (lookup "v1" "LimitRange" .Release.Namespace "").items | default list | len | quote }}
`,
    'service.yaml': `{{- if .Values.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  ports:
    - port: {{ .Values.service.port }}
{{- end }}
`,
    'rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .Release.Name }}
rules:
  - apiGroups: ["", apps]
    resources: [pods, deployments]
    verbs: [get, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .Release.Name }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .Release.Name }} }
subjects: [{ kind: ServiceAccount, name: default }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .Release.Name }}-view
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ kind: ServiceAccount, name: default }]
`,
    'storage.yaml': `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: {{ .Release.Namespace }}-{{ .Release.Name }}
value: 7
`,
    'hook.yaml': `apiVersion: v1
kind: PodTemplate
metadata:
  name: {{ .Release.Name }}-hook
  annotations:
    helm.sh/hook: pre-install,post-upgrade
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
template:
  spec:
    containers: [{ name: a, image: a }]
`,
    'counter.yaml': `apiVersion: goods.test.capstan.dev/v1
kind: Counter
metadata:
  name: {{ .Release.Name }}
spec: {}
`,
  },
  `# How large it is.
size: 1
service:
  # Whether others can reach it.
  enabled: false
  port: 80
`,
);
writeText(
  join(stall, 'crds/counter.yaml'),
  JSON.stringify(openDefinition('goods.test.capstan.dev', 'v1', 'Counter', 'counters')),
);

const kind = { group: 'market.test.capstan.dev', version: 'v1', kind: 'Stall', plural: 'stalls' };

it('a project that was made here can be deployed, and does what it is for with the rights that were worked out', async () => {
  const project = `stall-${randomBytes(3).toString('hex')}`;
  const folder = join(scratchFolder(), project);
  mkdirSync(folder);
  await succeed(['init', '--domain', 'test.capstan.dev'], folder);
  const words = ['create', 'api', '--group', 'market', '--version', 'v1', '--kind', 'Stall', '--helm-chart', stall];
  assert.is(await succeed(words, folder), '', 'there is nothing about this chart that could not be known');

  const objects = await kustomize(folder);
  const namespace = `${project}-system`;
  const account = { namespace, name: `${project}-controller-manager` };
  await install(objects, namespace);
  const user = `system:serviceaccount:${namespace}:${account.name}`;
  await untilBound(objects, user);
  const kubeconfig = await userKubeconfig(test, account);
  await goThroughLife(kubeconfig, user, folder, [
    '--leader-elect',
    `--leader-election-id=${project}`,
    `--leader-election-namespace=${namespace}`,
  ]);
  await remove(objects);
});

it('the sample is a resource that the definition takes and the chart can be rendered with', async () => {
  const folder = join(scratchFolder(), 'sample-operator');
  mkdirSync(folder);
  await succeed(['init', '--domain', 'test.capstan.dev'], folder);
  await succeed(['create', 'api', '--group', 'sample', '--version', 'v1', '--kind', 'Site'], folder);
  const [definition] = parseYamlDocuments(await kubectl(test.kubeconfig, 'kustomize', join(folder, 'config/crd')), {
    file: 'config/crd',
  }) as KubeObject[];
  await untilEstablished(cluster, definition as KubeObject);
  const namespace = await testNamespace(cluster, 'sample');
  const samples = join(folder, 'config/samples');
  assert.match(
    await kubectl(test.kubeconfig, '-n', namespace, 'create', '-k', samples, '--validate=strict'),
    'created',
  );
  await using _ = await startOperator({
    kubeconfig: test.kubeconfig,
    namespaces: [namespace],
    watchesFile: join(folder, 'watches.yaml'),
    cwd: folder,
  });
  const ref = { group: 'sample.test.capstan.dev', version: 'v1', kind: 'Site', namespace, name: 'site-sample' };
  await untilConditions(cluster, ref, installed);
  await until(cluster, ref, (object) =>
    assert.match(String((statusOf(object) as { ready?: string }).ready), /^\d+\/2$/),
  );
  assert.match(
    await kubectl(test.kubeconfig, '-n', namespace, 'get', 'sites'),
    /^NAME +DEPLOYED +READY +REASON +AGE\n/,
  );
  const refused = await kubectl(
    test.kubeconfig,
    '-n',
    namespace,
    'patch',
    'site',
    'site-sample',
    '--type=merge',
    '-p',
    '{"spec":{"replicas":-1}}',
  ).catch(String);
  assert.match(refused, /spec.replicas.* should be greater than or equal to 0/);
  await eventually(async () =>
    assert.match(await kubectl(test.kubeconfig, 'explain', 'site.spec.image.repository'), 'Where the image is'),
  );
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await cluster.delete(refOf(definition as KubeObject));
});

it('create rbac prints the rights for a namespace, which are enough there and hold no wildcard', async () => {
  await untilEstablished(cluster, openDefinition(kind.group, kind.version, kind.kind, kind.plural));
  const folder = scratchFolder();
  const watchesFile = writeText(
    join(folder, 'watches.yaml'),
    `- group: ${kind.group}\n  version: ${kind.version}\n  kind: ${kind.kind}\n  chart: ${stall}\n`,
  );
  const namespace = await testNamespace(cluster, 'market');
  const words = [
    'create',
    'rbac',
    '--watches-file',
    watchesFile,
    '--namespace',
    namespace,
    '--name',
    `op-${namespace}`,
  ];
  const asked = await capstan([...words, '--service-account', `${namespace}/default`, '--kubeconfig', test.kubeconfig]);
  assert.is(asked.stderr, '');
  const objects = parseYamlDocuments(asked.stdout, { file: 'stdout' }) as KubeObject[];
  assert.equal(
    objects.map((object) => object.kind),
    ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  );
  assert.equal(rulesOf(objects).filter(hasWildcard), []);
  for (const object of objects) await cluster.apply(object, { force: true });
  const user = `system:serviceaccount:${namespace}:default`;
  await untilBound(objects, user);
  const kubeconfig = await userKubeconfig(test, { namespace, name: 'default' });
  await goThroughLife(kubeconfig, user, folder, [], namespace);
  const { stdout } = await capstan([...words, '-o', 'json']);
  assert.equal(
    (JSON.parse(stdout) as { items: KubeObject[] }).items.map((object) => object.kind),
    ['Role', 'ClusterRole'],
  );
});

async function succeed(words: readonly string[], cwd: string): Promise<string> {
  const { code, stderr } = await capstan(words, { cwd });
  assert.is(code, 0, stderr);
  return stderr;
}

async function kustomize(folder: string): Promise<KubeObject[]> {
  const text = await kubectl(test.kubeconfig, 'kustomize', join(folder, 'config/default'));
  return parseYamlDocuments(text, { file: 'config/default' }) as KubeObject[];
}

/** All but the operator's Deployment, which no node here could run. */
async function install(objects: readonly KubeObject[], namespace: string): Promise<void> {
  const isFirst = (object: KubeObject) => ['Namespace', 'CustomResourceDefinition'].includes(object.kind);
  const [first, then] = [objects.filter(isFirst), objects.filter((object) => !isFirst(object))];
  assert.ok(first.some((object) => object.kind === 'Namespace' && object.metadata.name === namespace));
  for (const object of [...first, ...then]) {
    if (object.kind === 'CustomResourceDefinition') await untilEstablished(cluster, object);
    else await cluster.apply(object, { force: true, dryRun: object.kind === 'Deployment' });
  }
  assert.equal(rulesOf(objects).filter(hasWildcard), []);
}

async function remove(objects: readonly KubeObject[]): Promise<void> {
  // What a broken-off run of this file has left would keep its definition from going.
  for (const { metadata } of (await cluster.list({ gvk: kind })).items) {
    const left = { ...kind, namespace: metadata.namespace ?? '', name: metadata.name };
    await cluster.patch(left, { type: 'merge', body: { metadata: { finalizers: null } } });
  }
  for (const object of objects) if (!object.metadata.namespace) await cluster.delete(refOf(object));
  const definitions = objects.filter((object) => object.kind === 'CustomResourceDefinition');
  for (const definition of definitions) await untilGone(cluster, refOf(definition), 120_000); // another test defines it too
}

/** The authorizer hears of roles and bindings a moment later, and no request is to be refused. */
async function untilBound(objects: readonly KubeObject[], user: string): Promise<void> {
  for (const binding of objects.filter((object) => 'roleRef' in object)) {
    const { kind, name } = binding['roleRef'] as { readonly kind: string; readonly name: string };
    const role = objects.find((object) => object.kind === kind && object.metadata.name === name);
    const [rule] = role ? rulesOf([role]) : [];
    assert.ok(rule, `${binding.kind} ${binding.metadata.name}`);
    const [group = '', words = '', verb = ''] = [rule.apiGroups[0], rule.resources[0], rule.verbs[0]];
    const [resource = '', subresource = ''] = words.split('/');
    const namespace = binding.metadata.namespace ?? '';
    await untilAllowed(cluster, { user, namespace, group, resource, subresource, verb });
  }
}

/** Install, upgrade, drift, uninstall; then no request was refused. */
async function goThroughLife(
  kubeconfig: string,
  user: string,
  cwd: string,
  flags: readonly string[],
  only?: string,
): Promise<void> {
  const namespace = only ?? (await testNamespace(cluster, 'market'));
  const mark = auditMark(test);
  const operator = await startOperator({
    kubeconfig,
    namespaces: only === undefined ? [] : [only],
    watchesFile: join(cwd, 'watches.yaml'),
    cwd,
    flags,
  });
  await using _ = operator;
  const ref: ObjectRef = { ...kind, namespace, name: 'one' };
  const of = (group: string, version: string, kind: string, name = 'one') => ({
    group,
    version,
    kind,
    namespace,
    name,
  });
  const apiVersion = `${kind.group}/${kind.version}`;
  // Once refused, the next attempt is rehearsed, and none of its roles is there yet.
  const config = of('', 'v1', 'ConfigMap');
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', namespace }, data: {} });
  await cluster.create({ apiVersion, kind: kind.kind, metadata: { name: 'one', namespace }, spec: {} });
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'ReleaseFailed')?.reason, 'InstallError'));
  await cluster.delete(config);
  await untilConditions(cluster, ref, installed);
  await cluster.patch(ref, { type: 'merge', body: { spec: { size: 2, service: { enabled: true } } } });
  await untilConditions(cluster, ref, upgraded);
  for (const drifted of [
    config,
    of('', 'v1', 'Service'),
    of('rbac.authorization.k8s.io', 'v1', 'Role'),
    of('goods.test.capstan.dev', 'v1', 'Counter'),
    { ...of('scheduling.k8s.io', 'v1', 'PriorityClass', `${namespace}-one`), namespace: '' },
  ]) {
    await cluster.delete(drifted);
    await until(cluster, drifted, () => {});
  }
  await cluster.patch(config, { type: 'merge', body: { data: { size: '0' } } });
  await until(cluster, config, ({ data }) => assert.is((data as { size: string }).size, '2'));
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await eventually(async () => assert.equal(await leftIn(test, namespace), []));
  assert.is(await operator.stop(), 0);
  const requests = auditEvents(test, mark).filter((event) => event.user === user);
  assert.ok(requests.length > 30, `${requests.length} requests are too few to prove anything`);
  const refused = requests.filter(({ code }) => code === 403);
  assert.equal(
    refused.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
}

async function leftIn({ cluster }: TestCluster, namespace: string): Promise<string[]> {
  const kinds = [
    'v1/Service',
    'rbac.authorization.k8s.io/v1/Role',
    'rbac.authorization.k8s.io/v1/RoleBinding',
    'v1/Secret',
  ];
  const lists = await Promise.all(kinds.map((one) => listKind(cluster, namespace, one)));
  const names = lists.flat().map((object) => `${object.kind}/${object.metadata.name}`);
  return names.filter((name) => !/\/(op|manager-role)-?/.test(name));
}

function rulesOf(objects: readonly KubeObject[]): PolicyRule[] {
  return objects.flatMap((object) => (object['rules'] as PolicyRule[] | undefined) ?? []);
}

function hasWildcard({ apiGroups = [], resources = [], verbs }: PolicyRule): boolean {
  return [...apiGroups, ...resources, ...verbs].includes('*');
}

it.run();
