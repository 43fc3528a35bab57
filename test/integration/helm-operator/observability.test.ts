import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePorts, writeKubeconfig } from '../../../src/devcluster/index.ts';
import { untilAllowed } from '../../support/access.ts';
import { eventually, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { type LogLine, launchOperator, type OperatorProcess, startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  define,
  installed,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { configMapRef, onStage, removeWidgets } from '../../support/stage.ts';

const it = suite('observability');
const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const { namespace, kubeconfig } = await widgetAccount(test, 'watched');
const watched = { kubeconfig, namespaces: [namespace], watchesFile: widgetWatches };
const anyPort = '--metrics-bind-address=127.0.0.1:0';

const operator = await startOperator({
  ...watched,
  flags: [anyPort, '--leader-elect', '--leader-election-id=watched', `--leader-election-namespace=${namespace}`],
});
it.after(async () => {
  await operator.kill();
  await removeWidgets(test, namespace);
});

const portOf = (process: OperatorProcess, what: 'Serving metrics' | 'Serving health probes') =>
  eventually(() => {
    const port = process.lines(what)[0]?.['port'];
    assert.ok(port, process.text);
    return port as number;
  });

async function scrape(): Promise<string[]> {
  const port = await portOf(operator, 'Serving metrics');
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.match(answer.headers.get('content-type') ?? '', 'text/plain');
  return (await answer.text()).split('\n');
}

it('row 56: /healthz and /readyz answer 200', async () => {
  const port = await portOf(operator, 'Serving health probes');
  for (const path of ['/healthz', '/readyz']) {
    assert.is((await fetch(`http://127.0.0.1:${port}${path}`)).status, 200, path);
  }
});

it('row 56: while the caches are not filled the process lives and is not ready', async () => {
  const silent = createServer().listen(0, '127.0.0.1'); // takes connections and says nothing
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port: apiPort } = silent.address() as { port: number };
  const nowhere = join(scratchFolder(), 'kubeconfig');
  writeKubeconfig(nowhere, {
    server: `http://127.0.0.1:${apiPort}`,
    certificateAuthority: '',
    token: 'x',
    namespace,
  });
  await using waiting = await launchOperator({ ...watched, kubeconfig: nowhere });
  try {
    const port = await portOf(waiting, 'Serving health probes');
    assert.is((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    assert.is((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 503);
  } finally {
    silent.close();
  }
});

/** Names and labels as helm-operator (controller-runtime 0.21) shows them, without what Go's runtime alone can tell. */
const metrics: Readonly<Record<string, readonly [type: string, ...labels: string[]]>> = {
  helm_operator_build_info: ['gauge', 'commit', 'version'],
  resource_created_at_seconds: ['gauge', 'group', 'kind', 'name', 'namespace', 'version'],
  controller_runtime_reconcile_total: ['counter', 'controller', 'result'],
  controller_runtime_reconcile_errors_total: ['counter', 'controller'],
  controller_runtime_terminal_reconcile_errors_total: ['counter', 'controller'],
  controller_runtime_reconcile_panics_total: ['counter', 'controller'],
  controller_runtime_reconcile_time_seconds: ['histogram', 'controller'],
  controller_runtime_max_concurrent_reconciles: ['gauge', 'controller'],
  controller_runtime_active_workers: ['gauge', 'controller'],
  controller_runtime_webhook_panics_total: ['counter'],
  workqueue_depth: ['gauge', 'controller', 'name'],
  workqueue_adds_total: ['counter', 'controller', 'name'],
  workqueue_queue_duration_seconds: ['histogram', 'controller', 'name'],
  workqueue_work_duration_seconds: ['histogram', 'controller', 'name'],
  workqueue_unfinished_work_seconds: ['gauge', 'controller', 'name'],
  workqueue_longest_running_processor_seconds: ['gauge', 'controller', 'name'],
  workqueue_retries_total: ['counter', 'controller', 'name'],
  rest_client_requests_total: ['counter', 'code', 'host', 'method'],
  certwatcher_read_certificate_total: ['counter'],
  certwatcher_read_certificate_errors_total: ['counter'],
  leader_election_master_status: ['gauge', 'name'],
  process_cpu_seconds_total: ['counter'],
  process_resident_memory_bytes: ['gauge'],
  process_virtual_memory_bytes: ['gauge'],
  process_virtual_memory_max_bytes: ['gauge'],
  process_start_time_seconds: ['gauge'],
  process_open_fds: ['gauge'],
  process_max_fds: ['gauge'],
  process_network_receive_bytes_total: ['counter'],
  process_network_transmit_bytes_total: ['counter'],
  go_threads: ['gauge'],
  go_memstats_alloc_bytes: ['gauge'],
  go_memstats_heap_alloc_bytes: ['gauge'],
  go_memstats_heap_inuse_bytes: ['gauge'],
  go_memstats_heap_idle_bytes: ['gauge'],
  go_memstats_heap_sys_bytes: ['gauge'],
  go_memstats_sys_bytes: ['gauge'],
};

it('row 57: every metric of helm-operator is there with its type and labels, and with a value', async () => {
  await cluster.create(widget(namespace, 'measured'));
  await untilConditions(cluster, widgetRef(namespace, 'measured'), installed);
  const lines = await scrape();
  for (const [name, [type, ...labels]] of Object.entries(metrics)) {
    assert.ok(lines.includes(`# TYPE ${name} ${type}`), `${name} is a ${type}`);
    const series = type === 'histogram' ? `${name}_count` : name;
    const found = lines.find((line) => line.startsWith(`${series}{`) || line.startsWith(`${series} `));
    const [, written = '', value] = /^\w+(?:\{(.*)\})? (\S+)$/.exec(found ?? '') ?? [];
    assert.equal([...written.matchAll(/(\w+)="/g)].map(([, label]) => label).sort(), labels, name);
    assert.ok(Number.isFinite(Number(value)), `${name} has a value: ${found}`);
  }
  const controller = 'controller="widget-controller"';
  for (const result of ['success', 'error', 'requeue', 'requeue_after']) {
    assert.ok(
      lines.some((line) => line.startsWith(`controller_runtime_reconcile_total{${controller},result="${result}"}`)),
    );
  }
  assert.ok(lines.includes('leader_election_master_status{name="watched"} 1'));
  assert.ok(lines.includes(`controller_runtime_max_concurrent_reconciles{${controller}} 8`));
});

it('row 57: resource_created_at_seconds comes and goes with the resource', async () => {
  const made = await cluster.create(widget(namespace, 'fleeting'));
  const seconds = Date.parse(made.metadata.creationTimestamp ?? '') / 1_000;
  const labels = `group="test.capstan.dev",kind="Widget",name="fleeting",namespace="${namespace}",version="v1"`;
  const series = `resource_created_at_seconds{${labels}} `;
  await eventually(async () => assert.ok((await scrape()).includes(`${series}${seconds}`)));
  await untilConditions(cluster, widgetRef(namespace, 'fleeting'), installed);
  await cluster.delete(widgetRef(namespace, 'fleeting'));
  await untilGone(cluster, widgetRef(namespace, 'fleeting'));
  await eventually(async () => assert.not.ok((await scrape()).some((line) => line.startsWith(series))));
});

it('row 57: an error that only another input helps counts as error and as terminal error', async () => {
  const before = await errorCounts();
  await cluster.create(widget(namespace, 'wrong', { text: 1 }));
  await until(cluster, widgetRef(namespace, 'wrong'), (live) => {
    assert.is(conditionOf(live, 'ReleaseFailed')?.status, 'True');
  });
  await eventually(async () => {
    const now = await errorCounts();
    for (const [index, count] of now.entries()) assert.ok(count > before[index]!, `${now} after ${before}`);
  });
});

/** All errors, and those that are terminal. */
async function errorCounts(): Promise<number[]> {
  const lines = await scrape();
  return ['', 'terminal_'].map((kind) => {
    const series = `controller_runtime_${kind}reconcile_errors_total{controller="widget-controller"} `;
    const line = lines.find((one) => one.startsWith(series));
    assert.ok(line, series);
    return Number(line.slice(series.length));
  });
}

function ask(port: number, token?: string): Promise<{ status?: number | undefined; protocol: string; text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/metrics',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      rejectUnauthorized: false,
      agent: false as const,
      ALPNProtocols: ['h2', 'http/1.1'],
    };
    request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, protocol: response.httpVersion, text }));
    })
      .on('error', reject)
      .end();
  });
}

it('row 58: secure metrics with RBAC: HTTP/1.1 over TLS, 401 without a token, 403 without the right, 200 with it', async () => {
  const home = await testNamespace(cluster, 'secured');
  const api = 'rbac.authorization.k8s.io';
  const bind = (role: string, name: string) =>
    cluster.create({
      apiVersion: `${api}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${home}-${name}` },
      roleRef: { apiGroup: api, kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
    });
  for (const name of ['reader', 'stranger', 'operator']) {
    await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: home } });
  }
  await cluster.create({
    apiVersion: `${api}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `${home}-reader` },
    rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
  });
  await bind(`${home}-reader`, 'reader');
  await bind('system:auth-delegator', 'operator');
  const tokenOf = async (name: string) => {
    const path = await userKubeconfig(test, { namespace: home, name });
    return /token: "?([^"\n]+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  };
  await using secured = await launchOperator({
    ...watched,
    kubeconfig: await userKubeconfig(test, { namespace: home, name: 'operator' }),
    flags: [anyPort, '--metrics-secure', '--metrics-require-rbac'],
  });
  const port = await portOf(secured, 'Serving metrics');
  const inHome = (name: string) => `system:serviceaccount:${home}:${name}`;
  const review = { user: inHome('operator'), verb: 'create' };
  await untilAllowed(cluster, { ...review, group: 'authentication.k8s.io', resource: 'tokenreviews' });
  await untilAllowed(cluster, { ...review, group: 'authorization.k8s.io', resource: 'subjectaccessreviews' });
  await untilAllowed(cluster, { user: inHome('reader'), verb: 'get', path: '/metrics' });
  const [reader, stranger] = [await tokenOf('reader'), await tokenOf('stranger')];
  await eventually(async () => {
    const { status, protocol, text } = await ask(port, reader);
    assert.equal([status, protocol], [200, '1.1']);
    assert.match(text, 'helm_operator_build_info');
  });
  assert.is((await ask(port)).status, 401);
  assert.is((await ask(port, 'nobody.knows.this')).status, 401);
  assert.is((await ask(port, stranger)).status, 403);
  const inClear = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    ({ status }) => `answered ${status}`,
    () => 'refused',
  );
  assert.is(inClear, 'refused');
});

/** The fields of the first line with that message, of those named. */
function fieldsOf(process: OperatorProcess, msg: string, name?: string): LogLine {
  const found = process.lines(msg).find((line) => name === undefined || line['name'] === name);
  assert.ok(found, `no line "${msg}" in\n${process.logs.map((line) => JSON.stringify(line)).join('\n')}`);
  return found;
}

function pick(line: LogLine, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, line[key]]));
}

it('row 59: what happens is logged in helm-operator’s words, as JSON with its keys', async () => {
  const name = 'logged';
  const ref = widgetRef(namespace, name);
  const type = { apiVersion: 'test.capstan.dev/v1', kind: 'Widget' };
  const own = { level: 'info', ...type, namespace, name, release: name };
  await cluster.create(widget(namespace, name));
  await untilConditions(cluster, ref, installed);
  await cluster.patch(ref, { type: 'merge', body: { spec: { text: 'two' } } });
  await untilConditions(cluster, ref, upgraded);
  await cluster.patch(ref, { type: 'merge', body: { spec: { text: 3 } } });
  await eventually(() => assert.ok(operator.lines('Release failed').some((line) => line['name'] === name)));
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  const keys = ['level', 'apiVersion', 'kind', 'namespace', 'name', 'release'];
  for (const msg of [
    'Installed release',
    'Upgraded release',
    'Reconciled release',
    'Uninstalled release',
    'Removing finalizer',
  ]) {
    await eventually(() => assert.equal(pick(fieldsOf(operator, msg, name), ...keys), own, msg));
  }
  assert.is(fieldsOf(operator, 'Upgraded release', name)['force'], false);
  const failure = fieldsOf(operator, 'Release failed', name);
  assert.equal(pick(failure, ...keys), { ...own, level: 'error' });
  assert.match(String(failure.error), 'text');
  const watching = fieldsOf(operator, 'Watching resource');
  assert.equal(pick(watching, 'apiVersion', 'kind', 'reconcilePeriod'), { ...type, reconcilePeriod: '1m0s' });
  const dependent = operator.lines('Watching dependent resource').find(({ kind }) => kind === 'Service');
  assert.equal(pick(dependent!, 'ownerApiVersion', 'ownerKind', 'apiVersion', 'kind'), {
    ownerApiVersion: type.apiVersion,
    ownerKind: type.kind,
    apiVersion: 'v1',
    kind: 'Service',
  });
  for (const line of operator.logs) {
    assert.ok(Number.isFinite(Date.parse(line.ts)) && typeof line.level === 'string', JSON.stringify(line));
  }
});

it('row 59: an uninstall that waits, and one whose release is gone already, are logged in helm-operator’s words', async () => {
  const wait = { 'helm.sdk.operatorframework.io/uninstall-wait': 'true' };
  const { metadata, ...rest } = widget(namespace, 'waits');
  await cluster.create({ ...rest, metadata: { ...metadata, annotations: wait } });
  await cluster.create(widget(namespace, 'lost'));
  for (const name of ['waits', 'lost']) await untilConditions(cluster, widgetRef(namespace, name), installed);
  const held = { ...configMapRef(namespace, 'waits'), kind: 'Secret' };
  await cluster.patch(held, { type: 'merge', body: { metadata: { finalizers: ['test.capstan.dev/held'] } } });
  const record = { ...held, name: 'sh.helm.release.v1.lost.v1' };
  await cluster.patch(widgetRef(namespace, 'lost'), {
    type: 'merge',
    body: { metadata: { annotations: { 'capstan.dev/suspend': 'true' } } },
  });
  // Else it would be installed again.
  await until(cluster, widgetRef(namespace, 'lost'), (live) => assert.is(conditionOf(live, 'Paused')?.status, 'True'));
  await cluster.delete(record);
  for (const name of ['waits', 'lost']) await cluster.delete(widgetRef(namespace, name));
  await eventually(() => {
    fieldsOf(operator, 'Uninstall wait', 'waits');
    fieldsOf(operator, 'Waiting until all resources are deleted', 'waits');
  });
  await cluster.patch(held, { type: 'merge', body: { metadata: { finalizers: null } } });
  for (const name of ['waits', 'lost']) await untilGone(cluster, widgetRef(namespace, name));
  await eventually(() => fieldsOf(operator, 'Release not found', 'lost'));
});

for (const [what, flags, check] of [
  [
    '--zap-log-level=error: nothing that is no error',
    ['--zap-log-level=error'],
    ({ logs }: OperatorProcess) => assert.ok(logs.every(({ level }) => level === 'error')),
  ],
  [
    '--zap-encoder=console: lines for people',
    ['--zap-encoder=console'],
    ({ text }: OperatorProcess) => assert.match(text, /^\S+T\S+Z\tINFO\tcmd\tVersion\t\{.*\}\n/),
  ],
  [
    '--zap-devel: console and debug',
    ['--zap-devel', '--zap-time-encoding=iso8601'],
    ({ text }: OperatorProcess) => assert.match(text, /\tDEBUG\t/),
  ],
  [
    '--zap-time-encoding=epoch: seconds',
    ['--zap-time-encoding=epoch'],
    ({ logs }: OperatorProcess) => assert.is(typeof logs[0]?.ts, 'number'),
  ],
  [
    '--zap-log-level=debug: what is done besides what is decided',
    ['--zap-log-level=debug'],
    ({ logs }: OperatorProcess) => assert.ok(logs.some(({ level }) => level === 'debug')),
  ],
] as const) {
  it(`row 59: ${what}`, async () => {
    const [port] = await freePorts(1); // one that it finds itself stands in the log, which some of these leave out
    const health = `127.0.0.1:${port}`;
    await using process = await launchOperator({
      ...watched,
      flags: [...flags, `--health-probe-bind-address=${health}`],
    });
    await eventually(async () => assert.is((await fetch(`http://${health}/readyz`)).status, 200));
    await eventually(() => check(process));
  });
}

it('row 59: SIGTERM in the middle of an install that hangs ends the operator cleanly within 30 s', () =>
  onStage(async ({ create, ref, operator: hanging, test: { cluster: api } }) => {
    await create({ hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
    const job = { group: 'batch', version: 'v1', kind: 'Job', namespace: ref.namespace, name: 'w-hangs' };
    await eventually(async () => assert.ok(await api.get(job)));
    const since = Date.now();
    assert.is(await hanging.stop(), 0);
    assert.ok(Date.now() - since < 30_000);
    assert.is(hanging.lines('Stopped').length, 1);
  }));

it.run();
