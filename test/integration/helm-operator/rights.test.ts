import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import { readMetrics } from '../../support/metrics.ts';
import { startOperator } from '../../support/operator.ts';
import type { PolicyRule } from '../../support/operator-account.ts';
import { openDefinition, projectAccount, projectRules } from '../../support/project-account.ts';
import {
  conditionOf,
  installed,
  listKind,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
  upgraded,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('the rights of a scaffolded project');
const test = await useControlPlane();
const { cluster } = test;
const kind = { group: 'rights.test.capstan.dev', version: 'v1', kind: 'Shelf', plural: 'shelves' };
await untilEstablished(cluster, openDefinition(kind.group, kind.version, kind.kind, kind.plural));

const chart = writeChart(
  'shelf',
  {
    'config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
data:
  size: {{ .Values.size | quote }}
  place: {{ .Values.place | quote }}
`,
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  ports:
    - port: {{ .Values.port }}
`,
    'quota.yaml': `{{- if .Values.quota }}
apiVersion: v1
kind: LimitRange
metadata:
  name: {{ .Release.Name }}
spec:
  limits:
    - type: Container
      default:
        memory: 64Mi
{{- end }}
`,
    'hook.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-hook
  annotations:
    helm.sh/hook: pre-install,pre-upgrade,pre-rollback,pre-delete
`,
  },
  'size: 1\nport: 80\nplace: here\nquota: false\n',
);
const watchesFile = writeText(
  `${scratchFolder()}/watches.yaml`,
  `- group: ${kind.group}
  version: ${kind.version}
  kind: ${kind.kind}
  chart: ${chart}
  overrideValues:
    place: $PLACE
`,
);
/** As the scaffold has them for this chart, but for the kind that only some resources ask for. */
const rules = projectRules(kind, [['', 'configmaps', 'services']]);

function shelf(namespace: string, name: string, spec: object): KubeObject {
  return { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind, metadata: { name, namespace }, spec };
}

const shelfRef = (namespace: string, name: string): ObjectRef => ({ ...kind, namespace, name });
const configRef = (namespace: string, name: string): ObjectRef => ({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  namespace,
  name: `${name}-config`,
});

it('row 61: the rules of the scaffold are enough for install, upgrade, rollback, drift, uninstall, leader election, metrics and events', async () => {
  const account = await projectAccount(test, rules);
  const namespace = await testNamespace(cluster, 'shelves');
  const mark = auditMark(test);
  await using operator = await startOperator({
    kubeconfig: account.kubeconfig,
    namespaces: [],
    watchesFile,
    flags: [
      '--leader-elect',
      '--leader-election-id=shelf-operator',
      `--leader-election-namespace=${account.namespace}`,
      '--metrics-bind-address=127.0.0.1:0',
      '--metrics-secure',
      '--metrics-require-rbac',
    ],
  });
  const ref = shelfRef(namespace, 'one');
  const sizeIs = (size: string) =>
    until(cluster, configRef(namespace, 'one'), (object) => assert.is((object['data'] as { size: string }).size, size));
  await cluster.create(shelf(namespace, 'one', { size: 1 }));
  await untilConditions(cluster, ref, installed);
  await cluster.patch(ref, { type: 'merge', body: { spec: { size: 2 } } });
  await untilConditions(cluster, ref, upgraded);
  await sizeIs('2');
  // No API server takes that port: the upgrade fails, and is rolled back.
  await cluster.patch(ref, { type: 'merge', body: { spec: { size: 3, port: 0 } } });
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'ReleaseFailed')?.reason, 'UpgradeError'));
  await sizeIs('2');
  await cluster.patch(ref, { type: 'merge', body: { spec: { size: 4, port: 81 } } });
  await sizeIs('4');
  await cluster.patch(configRef(namespace, 'one'), { type: 'merge', body: { data: { size: 'edited' } } });
  await sizeIs('4');
  await cluster.delete(configRef(namespace, 'one'));
  await sizeIs('4');
  await eventually(async () => {
    const events = await listKind(cluster, namespace, 'v1/Event');
    assert.ok(events.some((event) => event['reason'] === 'OverrideValuesInUse'));
  });
  assert.equal(
    await metricsAnswers(operator.lines('Serving metrics')[0]?.['port'] as number, account.tokens),
    [401, 403, 200],
  );
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await untilGone(cluster, configRef(namespace, 'one'));
  assert.is(await operator.stop(), 0);

  const requests = auditEvents(test, mark).filter(({ user }) => user === account.user);
  assert.ok(requests.length > 30, `${requests.length} requests are too few to prove anything`);
  assert.equal(
    requests.filter(({ code }) => code === 403).map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
});

it('row 62: a right that is missing for one kind is named, harms no other resource, and is used as soon as it is given', async () => {
  const account = await projectAccount(test, rules);
  const namespace = await testNamespace(cluster, 'shelves');
  await using _ = await startOperator({ kubeconfig: account.kubeconfig, namespaces: [], watchesFile });
  const lacking = shelfRef(namespace, 'lacking');
  await cluster.create(shelf(namespace, 'lacking', { quota: true }));
  const failed = await until(cluster, lacking, (object) =>
    assert.is(conditionOf(object, 'ReleaseFailed')?.reason, 'InstallError'),
  );
  const message = conditionOf(failed, 'ReleaseFailed')?.message ?? '';
  assert.match(message, /limitranges.* is forbidden: .* cannot (create|patch) resource "limitranges" in API group ""/);
  assert.match(message, `in the namespace "${namespace}"`);

  const other = shelfRef(namespace, 'other');
  await cluster.create(shelf(namespace, 'other', {}));
  await untilConditions(cluster, other, installed);
  await cluster.patch(other, { type: 'merge', body: { spec: { size: 5 } } });
  await untilConditions(cluster, other, upgraded);
  await cluster.delete(configRef(namespace, 'other'));
  await until(cluster, configRef(namespace, 'other'), () => {});

  await account.allow([...rules, missing]);
  const healed = await untilConditions(cluster, lacking, installed, { timeoutMs: 60_000 });
  assert.is(conditionOf(healed, 'ReleaseFailed'), undefined);
  const limits = { group: '', version: 'v1', kind: 'LimitRange', namespace, name: 'lacking' };
  await until(cluster, limits, () => {});
  // Watched from now on, too: what is deleted comes back.
  await cluster.delete(limits);
  await until(cluster, limits, () => {}, { timeoutMs: 60_000 });
  for (const ref of [lacking, other]) {
    await cluster.delete(ref);
    await untilGone(cluster, ref);
  }
});

const missing: PolicyRule = {
  apiGroups: [''],
  resources: ['limitranges'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
};

/** The status codes for nobody, for an account without the right, and for one with it. */
async function metricsAnswers(
  port: number,
  tokens: () => Promise<{ reader: string; other: string }>,
): Promise<number[]> {
  const { reader, other } = await tokens();
  const codes: number[] = [];
  for (const token of [undefined, other, reader]) codes.push((await readMetrics(port, token)).status);
  return codes;
}

it.run();
