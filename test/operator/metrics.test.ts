import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { metricTable } from '../../src/operator/metric-table.ts';
import { controllerName, createMetrics, type Metrics } from '../../src/operator/metrics.ts';

const it = suite('metrics');
const ref = { group: 'a.io', version: 'v1', kind: 'Web', namespace: 'demo', name: 'one' };
const queue = 'name="web-controller",controller="web-controller"';

function metricsAt(clock: { seconds: number } = { seconds: 0 }): Metrics {
  return createMetrics({ version: '1.2.3', commit: 'abc', now: () => clock.seconds });
}

/** The lines that start so, without their comment lines. */
async function series(metrics: Metrics, start: string): Promise<string[]> {
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => line.startsWith(start));
}

it('the controller of a kind is called as helm-operator calls it', () => {
  assert.is(controllerName('RuntimeVersion'), 'runtimeversion-controller');
});

it('every row of the table is served, with its type and help', async () => {
  const text = await metricsAt().text();
  for (const [name, { type, help }] of Object.entries(metricTable)) {
    assert.match(text, `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
});

it('nothing is served that is not in the table', async () => {
  const names = [...(await metricsAt().text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  assert.equal(names.toSorted(), Object.keys(metricTable).toSorted());
});

it('says what runs', async () => {
  assert.equal(await series(metricsAt(), 'helm_operator_build_info'), [
    'helm_operator_build_info{commit="abc",version="1.2.3"} 1',
  ]);
});

it('a controller that has done nothing shows zeroes', async () => {
  const metrics = metricsAt();
  metrics.controllerStarted('web-controller', 8);
  const results = ['success', 'error', 'requeue', 'requeue_after'];
  assert.equal(
    await series(metrics, 'controller_runtime_reconcile_total'),
    results.map((result) => `controller_runtime_reconcile_total{controller="web-controller",result="${result}"} 0`),
  );
  assert.equal(await series(metrics, 'controller_runtime_max'), [
    'controller_runtime_max_concurrent_reconciles{controller="web-controller"} 8',
  ]);
  for (const name of ['controller_runtime_reconcile_errors_total', 'controller_runtime_active_workers']) {
    assert.equal(await series(metrics, name), [`${name}{controller="web-controller"} 0`]);
  }
  for (const name of [
    'workqueue_depth',
    'workqueue_adds_total',
    'workqueue_retries_total',
    'workqueue_unfinished_work_seconds',
    'workqueue_longest_running_processor_seconds',
    'workqueue_queue_duration_seconds_count',
    'workqueue_work_duration_seconds_count',
  ]) {
    assert.equal(await series(metrics, name), [`${name}{${queue}} 0`]);
  }
});

it('reconciles are counted by result and timed; errors are counted twice', async () => {
  const metrics = metricsAt();
  metrics.controllerStarted('web-controller', 1);
  metrics.reconciled('web-controller', 'success', 0.2);
  metrics.reconciled('web-controller', 'error', 3);
  metrics.reconciled('web-controller', 'error', 61);
  const labels = (result: string) =>
    `controller_runtime_reconcile_total{controller="web-controller",result="${result}"}`;
  assert.equal(await series(metrics, labels('success')), [`${labels('success')} 1`]);
  assert.equal(await series(metrics, labels('error')), [`${labels('error')} 2`]);
  assert.equal(await series(metrics, 'controller_runtime_reconcile_errors_total'), [
    'controller_runtime_reconcile_errors_total{controller="web-controller"} 2',
  ]);
  const time = await series(metrics, 'controller_runtime_reconcile_time_seconds');
  const bucket = (le: string) =>
    `controller_runtime_reconcile_time_seconds_bucket{le="${le}",controller="web-controller"}`;
  for (const [le, count] of [
    ['0.15', 0],
    ['0.2', 1],
    ['3', 2],
    ['60', 2],
    ['+Inf', 3],
  ] as const) {
    assert.ok(time.includes(`${bucket(le)} ${count}`), `${le}\n${time.join('\n')}`);
  }
});

it('an error that only another input helps is counted apart, and so is a bug', async () => {
  const metrics = metricsAt();
  metrics.controllerStarted('web-controller', 1);
  metrics.reconciled('web-controller', 'error', 1, true);
  metrics.reconciled('web-controller', 'error', 1);
  metrics.reconcileBroke('web-controller');
  for (const [name, count] of [
    ['reconcile_errors_total', 2],
    ['terminal_reconcile_errors_total', 1],
    ['reconcile_panics_total', 1],
  ] as const) {
    const full = `controller_runtime_${name}`;
    assert.equal(await series(metrics, full), [`${full}{controller="web-controller"} ${count}`]);
  }
});

it('the queue’s depth, adds and retries', async () => {
  const metrics = metricsAt();
  metrics.queueAdded('web-controller');
  metrics.queueAdded('web-controller');
  metrics.queueRetried('web-controller');
  metrics.queueDepth('web-controller', 2);
  assert.equal(await series(metrics, 'workqueue_adds_total'), [`workqueue_adds_total{${queue}} 2`]);
  assert.equal(await series(metrics, 'workqueue_retries_total'), [`workqueue_retries_total{${queue}} 1`]);
  assert.equal(await series(metrics, 'workqueue_depth'), [`workqueue_depth{${queue}} 2`]);
});

it('work in progress ages at every look, until it is done', async () => {
  const clock = { seconds: 100 };
  const metrics = metricsAt(clock);
  metrics.controllerStarted('web-controller', 2);
  metrics.workStarted('web-controller', 'demo/one', 0.5);
  clock.seconds = 104;
  metrics.workStarted('web-controller', 'demo/two', 0);
  clock.seconds = 105;
  const unfinished = `workqueue_unfinished_work_seconds{${queue}}`;
  const longest = `workqueue_longest_running_processor_seconds{${queue}}`;
  const active = 'controller_runtime_active_workers{controller="web-controller"}';
  assert.equal(await series(metrics, unfinished), [`${unfinished} 6`]);
  assert.equal(await series(metrics, longest), [`${longest} 5`]);
  assert.equal(await series(metrics, active), [`${active} 2`]);
  metrics.workDone('web-controller', 'demo/one');
  assert.equal(await series(metrics, longest), [`${longest} 1`]);
  metrics.workDone('web-controller', 'demo/two');
  metrics.workDone('web-controller', 'demo/two');
  assert.equal(await series(metrics, unfinished), [`${unfinished} 0`]);
  assert.equal(await series(metrics, active), [`${active} 0`]);
  assert.equal(await series(metrics, 'workqueue_work_duration_seconds_sum'), [
    `workqueue_work_duration_seconds_sum{${queue}} 6`,
  ]);
  assert.equal(await series(metrics, 'workqueue_queue_duration_seconds_sum'), [
    `workqueue_queue_duration_seconds_sum{${queue}} 0.5`,
  ]);
});

it('a resource appears and disappears', async () => {
  const metrics = metricsAt();
  const line = 'resource_created_at_seconds{group="a.io",kind="Web",name="one",namespace="demo",version="v1"}';
  metrics.resourceSeen(ref, 1_700_000_000);
  metrics.resourceSeen({ ...ref, name: 'two' }, 1);
  assert.ok((await series(metrics, 'resource_created')).includes(`${line} 1700000000`));
  metrics.resourceGone(ref);
  assert.is((await series(metrics, 'resource_created')).length, 1);
  metrics.resourceGone(ref);
});

it('requests are counted by code, method and host', async () => {
  const metrics = metricsAt();
  metrics.requestSent({ method: 'GET', code: '200', host: 'h:1' });
  metrics.requestSent({ method: 'GET', code: '200', host: 'h:1' });
  metrics.requestSent({ method: 'PATCH', code: '<error>', host: 'h:1' });
  assert.equal(await series(metrics, 'rest_client_requests_total'), [
    'rest_client_requests_total{code="200",method="GET",host="h:1"} 2',
    'rest_client_requests_total{code="<error>",method="PATCH",host="h:1"} 1',
  ]);
});

it('the lease is 1 for the leader and 0 for the others', async () => {
  const metrics = metricsAt();
  metrics.leaderStatus('lease', true);
  assert.equal(await series(metrics, 'leader'), ['leader_election_master_status{name="lease"} 1']);
  metrics.leaderStatus('lease', false);
  assert.equal(await series(metrics, 'leader'), ['leader_election_master_status{name="lease"} 0']);
});

it('two sets of metrics do not share anything', async () => {
  const [one, two] = [metricsAt(), metricsAt()];
  one.queueAdded('web-controller');
  assert.equal(await series(two, 'workqueue_adds_total'), []);
});

it('the process is measured when somebody looks', async () => {
  const metrics = metricsAt();
  const value = async (name: string) => Number((await series(metrics, `${name} `))[0]?.split(' ')[1]);
  assert.ok((await value('process_resident_memory_bytes')) > 10e6);
  const started = await value('process_start_time_seconds');
  assert.ok(Math.abs(started + process.uptime() - Date.now() / 1_000) < 5);
  const before = await value('process_cpu_seconds_total');
  let rounds = 0;
  while (process.cpuUsage().user / 1e6 < before + 0.02) rounds++;
  assert.ok((await value('process_cpu_seconds_total')) > before, `after ${rounds} rounds of doing nothing`);
  if (process.platform === 'linux') {
    assert.ok((await value('process_open_fds')) >= 3);
    assert.ok((await value('process_max_fds')) >= (await value('process_open_fds')));
    assert.ok((await value('process_virtual_memory_bytes')) >= (await value('process_resident_memory_bytes')));
    assert.ok((await value('process_virtual_memory_max_bytes')) >= (await value('process_virtual_memory_bytes')));
    assert.ok((await value('process_network_receive_bytes_total')) >= 0);
    assert.ok((await value('go_threads')) >= 4); // V8's and libuv's
  }
});

it('the heap of V8 is measured under the names of Go’s', async () => {
  const metrics = metricsAt();
  const value = async (name: string) => Number((await series(metrics, `go_memstats_${name}_bytes `))[0]?.split(' ')[1]);
  assert.ok((await value('alloc')) > 1e6);
  assert.ok((await value('heap_sys')) >= (await value('heap_alloc')));
  assert.ok((await value('sys')) >= (await value('heap_sys')));
  assert.ok((await value('heap_inuse')) > 0 && (await value('heap_idle')) >= 0);
});

it.run();
