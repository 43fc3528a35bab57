import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { untilQuiet } from '../../support/audit.ts';
import { clusterOf, eventually, ownControlPlane, type TestCluster, testNamespace } from '../../support/cluster.ts';
import { kubectl, rowsOf } from '../../support/kubectl.ts';
import { type LogLine, type OperatorProcess, startOperator } from '../../support/operator.ts';
import { accountIn } from '../../support/operator-account.ts';
import {
  conditionOf,
  installed,
  namesIn,
  runtimeRef,
  until,
  untilConditions,
  untilGone,
} from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';

// A cluster of its own: these steps begin where nobody has defined a Runtime yet, and each goes on where the last one ended.
const plane = await ownControlPlane({ audit: true });
const { kubeconfig, server, auditLog = '' } = plane;
const test: TestCluster = { kubeconfig, server, auditLog, cluster: clusterOf(kubeconfig) };
const { cluster } = test;
const namespace = await testNamespace(cluster, 'demo');
const ref = runtimeRef(namespace);
const crd = 'deploy/crds/kre.konstellation.io_runtimes_crd.yaml';
const sample = 'deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml';
const k = (...words: readonly string[]) => kubectl(kubeconfig, ...words);
/** Stands for /opt/helm: the chart is reached through a symlink in it. */
const optHelm = scratchFolder();
let operator: OperatorProcess | undefined;

const it = suite('the development steps, top to bottom');
it.after(async () => {
  await operator?.kill();
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});

it('acceptance item 1: kubectl creates the CRD and lists Runtimes', async () => {
  assert.is(
    await k('create', '-f', crd),
    'customresourcedefinition.apiextensions.k8s.io/runtimes.kre.konstellation.io created\n',
  );
  await k('wait', '--for=condition=Established', '--timeout=30s', '-f', crd);
  await untilServed();
  assert.match(
    await k('api-resources', '--api-group=kre.konstellation.io'),
    /runtimes +kre\.konstellation\.io\/v1alpha1 +true +Runtime/,
  );
});

/** Established is said a moment before discovery and the handler know of it, and a CRD is gone before they do. */
const untilServed = () => eventually(async () => assert.is(await k('get', 'runtimes', '--all-namespaces'), ''));
const untilUnknown = () =>
  eventually(async () => {
    const { body } = await cluster.request({ method: 'GET', path: '/apis' });
    assert.not.match(JSON.stringify(body), 'kre.konstellation.io');
  });

it('acceptance item 16: kubectl creates the three files of RBAC', async () => {
  for (const [file, kind] of [
    ['role', 'role.rbac.authorization.k8s.io'],
    ['service_account', 'serviceaccount'],
    ['role_binding', 'rolebinding.rbac.authorization.k8s.io'],
  ]) {
    assert.is(await k('-n', namespace, 'create', '-f', `deploy/${file}.yaml`), `${kind}/kre-operator created\n`);
  }
});

it('acceptance item 3: with a symlinked chart and without the CRD it starts, says what it watches, and waits', async () => {
  await k('delete', '-f', crd);
  await untilUnknown();
  mkdirSync(join(optHelm, 'helm-charts'));
  symlinkSync(
    new URL('../../../helm-charts/kre-chart', import.meta.url).pathname,
    join(optHelm, 'helm-charts/kre-chart'),
  );
  writeFileSync(
    join(optHelm, 'watches.yaml'),
    '- {group: kre.konstellation.io, version: v1alpha1, kind: Runtime, chart: helm-charts/kre-chart}\n',
  );
  const account = await accountIn(test, namespace);
  operator = await startOperator({ kubeconfig: account.kubeconfig, namespaces: [namespace], cwd: optHelm });
  const whatOf = (line: LogLine | undefined) => [line?.['apiVersion'], line?.['kind'], line?.['namespace']];
  const wanted = ['kre.konstellation.io/v1alpha1', 'Runtime', namespace];
  const [watching] = operator.lines('Watching resource');
  assert.equal(whatOf(watching), wanted);
  const [waiting] = operator.lines('Waiting for the CustomResourceDefinition: the API server does not know the kind');
  assert.equal([waiting?.level, ...whatOf(waiting)], ['info', ...wanted]);
  assert.equal(operator.errors, []);
});

it('acceptance item 4: the CRD appears while the operator runs, and the Runtime of the sample is picked up', async () => {
  await k('apply', '-f', crd);
  await k('wait', '--for=condition=Established', '--timeout=30s', '-f', crd);
  await untilServed();
  assert.is(await k('-n', namespace, 'apply', '-f', sample), 'runtime.kre.konstellation.io/example4 created\n');
  await untilConditions(cluster, ref, installed, { timeoutMs: 60_000 });
});

it('acceptance items 5, 6 and 16: exactly four pods come up, minio 0/1 while its probe has not passed', async () => {
  // It starts as its probe has it; then it is held, as 20 s may be too short for what is to be seen.
  await eventually(async () => assert.is((await podStatus()).phase, 'Running'), { everyMs: 50 });
  await k('-n', namespace, 'label', 'pod', 'kre-minio-0', 'capstan.dev/test-pod=hangs');
  const pods = async () =>
    rowsOf(await k('-n', namespace, 'get', 'pods')).map(([name, ready, status]) => [name, ready, status]);
  await eventually(async () =>
    assert.equal(await pods(), [
      ['kre-minio-0', '0/1', 'Running'],
      ['kre-mongo-0', '1/1', 'Running'],
      ['kre-nats-0', '1/1', 'Running'],
      ['kre-nats-1', '1/1', 'Running'],
    ]),
  );
  await until(cluster, ref, (object) => {
    const { status, message } = conditionOf(object, 'Ready') ?? {};
    assert.equal([status, message], ['False', `waiting for StatefulSet ${namespace}/kre-minio`]);
  });
  const sets = rowsOf(await k('-n', namespace, 'get', 'statefulsets')).map(([name, ready]) => `${name} ${ready}`);
  assert.equal(sets, ['kre-minio 0/1', 'kre-mongo 1/1', 'kre-nats 2/2']);
});

it('acceptance item 4: the same CRD once more changes nothing', async () => {
  await untilQuiet(test, ({ userAgent, verb }) => userAgent.startsWith('capstan/') && !/^(get|list|watch)$/.test(verb));
  const before = await cluster.get(ref);
  const count = operator?.logs.length;
  assert.match(await k('apply', '-f', crd), 'runtimes.kre.konstellation.io unchanged\n');
  assert.match(await k('-n', namespace, 'apply', '-f', sample), 'runtime.kre.konstellation.io/example4 unchanged\n');
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const after = await cluster.get(ref);
  assert.is(after?.metadata.resourceVersion, before?.metadata.resourceVersion);
  assert.is(operator?.logs.length, count);
});

it('acceptance item 6: minio is 1/1 once its readiness probe has passed, and so is the Runtime', async () => {
  await k('-n', namespace, 'label', 'pod', 'kre-minio-0', 'capstan.dev/test-pod-');
  await eventually(
    async () => assert.equal(rowsOf(await k('-n', namespace, 'get', 'pods'))[0]?.slice(0, 2), ['kre-minio-0', '1/1']),
    { timeoutMs: 60_000, everyMs: 500 },
  );
  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
  const started = new Date((await podField('startTime')) ?? 0).getTime();
  const ready = new Date((await readySince()) ?? 0).getTime();
  assert.ok(ready - started >= 20_000, `ready after ${ready - started} ms, with a delay of 20 s`);
  const [columns, cells] = (await k('-n', namespace, 'get', 'runtimes')).trim().split('\n');
  assert.equal(columns?.split(/ +/), ['NAME', 'DEPLOYED', 'READY', 'REASON', 'AGE']);
  assert.match(cells ?? '', /^example4 +True +True +ReleaseReady +[\dms]+$/);
});

it('acceptance item 12: kubectl deletes the Runtime, and only what pods wrote stays', async () => {
  await k('-n', namespace, 'delete', '-f', sample);
  await untilGone(cluster, ref);
  await eventually(async () => assert.equal(await namesIn(cluster, namespace), []));
  const claims = await namesIn(cluster, namespace, ['v1/PersistentVolumeClaim']);
  assert.is(claims.length, 4);
  assert.is(await operator?.stop(), 0);
  assert.equal(operator?.errors, []);
});

interface PodStatus {
  readonly phase?: string;
  readonly startTime?: string;
  readonly conditions?: readonly { readonly type: string; readonly lastTransitionTime: string }[];
}

async function podStatus(): Promise<PodStatus> {
  const pod = await cluster.get({ group: '', version: 'v1', kind: 'Pod', namespace, name: 'kre-minio-0' });
  return (pod?.['status'] ?? {}) as PodStatus;
}

const podField = async (field: 'startTime') => (await podStatus())[field];
const readySince = async () => (await podStatus()).conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;

it.run();
