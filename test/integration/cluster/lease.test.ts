import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cluster, LeaderElector, type LeaderElectorOptions, type ObjectRef } from '../../../src/cluster/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy } from '../../support/faults/index.ts';
import { failure } from './kinds.ts';

const it = suite('lease');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'lease');
const quick = { leaseDurationMs: 8_000, renewDeadlineMs: 5_000, retryPeriodMs: 200 };

const refTo = (name: string): ObjectRef => ({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  namespace,
  name,
});
const specOf = async (name: string) =>
  (await cluster.get(refTo(name)))?.['spec'] as Record<string, unknown> | undefined;

/** An elector that leads until it is stopped, and what can be seen of it. */
function candidate(name: string, identity: string, more: Partial<LeaderElectorOptions> = {}, by: Cluster = cluster) {
  const elector = new LeaderElector(by, { namespace, name, identity, log: silentLogger, ...quick, ...more });
  const stop = new AbortController();
  const seen = { leads: false, terms: 0, ended: undefined as string | undefined };
  const ended = elector.run(async (signal) => {
    seen.leads = true;
    seen.terms++;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    seen.leads = false;
  }, stop.signal);
  ended.then(
    () => {
      seen.ended = 'normally';
    },
    (error) => {
      seen.ended = error.code ?? error.name;
    },
  );
  return { seen, stop, ended };
}

it('one of two leads; the other follows as soon as the lease is given back', async () => {
  const a = candidate('handover', 'a', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 });
  await eventually(() => assert.ok(a.seen.leads));
  const b = candidate('handover', 'b', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 });
  const first = await specOf('handover');
  assert.equal([first?.['holderIdentity'], first?.['leaseDurationSeconds'], first?.['leaseTransitions']], ['a', 60, 0]);
  assert.match(String(first?.['renewTime']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  await eventually(async () => assert.is.not((await specOf('handover'))?.['renewTime'], first?.['renewTime']));
  assert.is(b.seen.leads, false);
  a.stop.abort();
  await a.ended;
  assert.equal(a.seen, { leads: false, terms: 1, ended: 'normally' });
  await eventually(() => assert.ok(b.seen.leads));
  const second = await specOf('handover');
  assert.is(second?.['holderIdentity'], 'b');
  assert.ok(Number(second?.['leaseTransitions']) >= 1);
  b.stop.abort();
  await b.ended;
  assert.is((await specOf('handover'))?.['holderIdentity'], '');
});

it('a leader that is cut off loses the lease before another takes it', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const a = candidate('cut-off', 'a', {}, clusterOf(proxy.kubeconfig));
  await eventually(() => assert.ok(a.seen.leads));
  const b = candidate('cut-off', 'b');
  let overlaps = 0;
  const watcher = setInterval(() => {
    if (a.seen.leads && b.seen.leads) overlaps++;
  }, 5);
  proxy.fault = () => 'hang';
  await eventually(() => assert.ok(b.seen.leads));
  clearInterval(watcher);
  assert.is(overlaps, 0);
  assert.equal(a.seen, { leads: false, terms: 1, ended: 'LEASE_LOST' });
  b.stop.abort();
  await b.ended;
});

it('errors of the server that pass do not end the leadership', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const a = candidate('hiccup', 'a', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 }, clusterOf(proxy.kubeconfig));
  await eventually(() => assert.ok(a.seen.leads));
  proxy.fault = () => ({ status: 500 });
  const before = proxy.seen.length;
  await eventually(() => assert.ok(proxy.seen.length >= before + 3));
  proxy.fault = () => undefined;
  const spec = await specOf('hiccup');
  await eventually(async () => assert.is.not((await specOf('hiccup'))?.['renewTime'], spec?.['renewTime']));
  assert.ok(a.seen.leads);
  a.stop.abort();
  await a.ended;
});

it('a leader whose lease another wrote steps down at once', async () => {
  const a = candidate('stolen', 'a', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 });
  await eventually(() => assert.ok(a.seen.leads));
  await cluster.patch(refTo('stolen'), {
    type: 'merge',
    body: { spec: { holderIdentity: 'thief', leaseDurationSeconds: 60 } },
  });
  const error = await failure(a.ended);
  assert.equal([error.code, error.message], ['LEASE_LOST', 'the lease was taken by thief']);
  assert.is((await specOf('stolen'))?.['holderIdentity'], 'thief');
});

it('a lease that somebody annotates or deletes stays with its leader', async () => {
  const a = candidate('touched', 'a', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 });
  await eventually(() => assert.ok(a.seen.leads));
  await cluster.patch(refTo('touched'), { type: 'merge', body: { metadata: { annotations: { x: 'y' } } } });
  const spec = await specOf('touched');
  await eventually(async () => assert.is.not((await specOf('touched'))?.['renewTime'], spec?.['renewTime']));
  assert.is((await cluster.get(refTo('touched')))?.metadata.annotations?.['x'], 'y');
  await cluster.delete(refTo('touched'));
  await eventually(async () => assert.is((await specOf('touched'))?.['holderIdentity'], 'a'));
  assert.equal(a.seen, { leads: true, terms: 1, ended: undefined });
  a.stop.abort();
  await a.ended;
});

it('a dead leader is followed when its lease has run out by the follower own clock, whatever its renewTime says', async () => {
  const past = '2001-01-01T00:00:00.000000Z';
  const spec = {
    holderIdentity: 'dead',
    leaseDurationSeconds: 2,
    acquireTime: past,
    renewTime: past,
    leaseTransitions: 3,
  };
  await cluster.create({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace, name: 'dead' },
    spec,
  });
  const started = performance.now();
  const a = candidate('dead', 'a');
  await eventually(() => assert.ok(a.seen.leads));
  assert.ok(performance.now() - started >= 1_990);
  assert.is((await specOf('dead'))?.['leaseTransitions'], 4);
  a.stop.abort();
  await a.ended;
});

it('what leads ends by itself: its error is thrown, and the lease given back first', async () => {
  const elector = new LeaderElector(cluster, { namespace, name: 'ends', identity: 'a', log: silentLogger, ...quick });
  await elector.run(async () => {}, new AbortController().signal);
  const failing = elector.run(() => Promise.reject(new Error('own fault')), new AbortController().signal);
  assert.is((await failure(failing)).message, 'own fault');
  assert.is((await specOf('ends'))?.['holderIdentity'], '');
});

it('a candidate that is stopped while it waits ends normally and never leads', async () => {
  const a = candidate('waiting', 'a', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000 });
  await eventually(() => assert.ok(a.seen.leads));
  const b = candidate('waiting', 'b');
  b.stop.abort();
  await b.ended;
  assert.equal(b.seen, { leads: false, terms: 0, ended: 'normally' });
  a.stop.abort();
  await a.ended;
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
