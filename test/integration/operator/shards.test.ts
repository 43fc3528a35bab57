import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type LeaseSpec, refOf } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, untilQuiet } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { tcpRelay } from '../../support/faults/index.ts';
import { ShardLab, type Timings, timings } from './shard-lab.ts';

const test = await useControlPlane();
const it = suite('shards');

async function inLab(use: (lab: ShardLab) => Promise<void>, others: Partial<Timings> = {}): Promise<void> {
  const lab = new ShardLab(test, await testNamespace(test.cluster, 'shards'), { ...timings, ...others });
  try {
    await use(lab);
  } finally {
    await lab.end();
  }
}

it('replicas that come share evenly, and one that stops hands over without anything running out', () =>
  inLab(
    async (lab) => {
      const a = lab.start('a');
      await lab.shared(6, 6);
      lab.start('b');
      await lab.shared(6, 3, 3);
      const c = lab.start('c');
      await lab.shared(6, 2, 2, 2);
      await a.stop();
      await lab.shared(6, 3, 3);
      await c.stop();
      await lab.shared(6, 6);
      assert.equal(lab.errors, []);
    },
    { leaseDurationMs: 600_000, renewDeadlineMs: 300_000 }, // longer than anything waits for here
  ));

it('each shard has a Lease that names its holder; who has left leaves nothing behind', () =>
  inLab(async (lab) => {
    lab.start('a');
    const b = lab.start('b');
    await lab.shared(6, 3, 3);
    const holderOf = ({ spec }: KubeObject) => (spec as LeaseSpec).holderIdentity ?? '';
    const members = (await lab.leases('member')).map(holderOf);
    assert.is(new Set(members).size, 2);
    const shards = await lab.leases('shard');
    assert.equal(
      shards.map(({ metadata }) => metadata.name).sort(),
      Array.from({ length: 6 }, (_, shard) => `lab-shard-${shard}`),
    );
    for (const one of members) assert.is(shards.filter((lease) => holderOf(lease) === one).length, 3);
    await b.stop();
    await lab.shared(6, 6);
    await eventually(async () => assert.is((await lab.leases('member')).length, 1));
  }));

it('with nothing changing, each replica renews its own Lease, and asks for nothing else', () =>
  inLab(async (lab) => {
    for (const name of ['a', 'b', 'c']) lab.start(name);
    await lab.shared(6, 2, 2, 2);
    const isInLab = ({ namespace }: AuditEvent) => namespace === lab.namespace;
    const isRenewal = ({ verb, name }: AuditEvent) => verb === 'update' && name.startsWith('lab-member-');
    const mark = await untilQuiet(test, (event) => isInLab(event) && !isRenewal(event));
    await sleep(2_000);
    const asked = await eventually(() => {
      const events = auditEvents(test, mark).filter(isInLab);
      assert.is(new Set(events.map(({ name }) => name)).size, 3);
      return events;
    });
    const periods = (Date.now() - mark) / timings.retryPeriodMs;
    assert.equal(
      asked.filter((event) => !isRenewal(event)),
      [],
    );
    assert.ok(asked.length <= 3 * periods + 6, `${asked.length} renewals in ${periods} periods`);
  }));

it('the shards of one that vanished are shared out when its Lease has run out, and the Lease goes', () =>
  inLab(async (lab) => {
    await using relay = await tcpRelay(test.kubeconfig);
    const gone = lab.start('gone', { kubeconfig: relay.kubeconfig });
    lab.start('b');
    lab.start('c');
    await lab.shared(6, 2, 2, 2);
    await relay[Symbol.asyncDispose]();
    await eventually(() => assert.is(gone.held.size, 0));
    await lab.shared(6, 3, 3);
    await eventually(async () => assert.is((await lab.leases('member')).length, 2));
  }));

it('one that was cut off for a while comes back as another, and shares again', () =>
  inLab(async (lab) => {
    await using relay = await tcpRelay(test.kubeconfig);
    lab.start('cut', { kubeconfig: relay.kubeconfig });
    lab.start('b');
    await lab.shared(6, 3, 3);
    for (let round = 0; round < 2; round++) {
      const healed = relay.cut();
      await lab.shared(6, 6);
      healed();
      await lab.shared(6, 3, 3);
    }
  }));

it('a short cut is survived: nothing moves', () => {
  const patient = { leaseDurationMs: 10_000, renewDeadlineMs: 7_000 }; // a machine that stands still makes the cut longer
  return inLab(async (lab) => {
    await using relay = await tcpRelay(test.kubeconfig);
    const cut = lab.start('cut', { kubeconfig: relay.kubeconfig });
    lab.start('b');
    await lab.shared(6, 3, 3);
    const before = { held: [...cut.held], writes: await writesOfShards(lab) };
    const healed = relay.cut();
    await sleep(timings.retryPeriodMs * 3);
    healed();
    await sleep(patient.leaseDurationMs);
    assert.equal({ held: [...cut.held], writes: await writesOfShards(lab) }, before);
  }, patient);
});

/** Others when any shard has changed hands meanwhile, even there and back. */
const writesOfShards = async (lab: ShardLab) =>
  (await lab.leases('shard')).map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();

it('work that does not end in time ends the process, before another may begin', () =>
  inLab(async (lab) => {
    await using relay = await tcpRelay(test.kubeconfig);
    const stuck = lab.start('stuck', { kubeconfig: relay.kubeconfig, abortsInMs: 60_000 });
    lab.start('b');
    await lab.shared(6, 3, 3);
    relay.cut();
    assert.is(((await stuck.ended) as { code?: string }).code, 'LEASE_LOST');
    assert.equal(lab.clashes, []);
    stuck.vanish();
    await lab.shared(6, 6);
  }));

it('Leases that a person deletes are written again, and no resource is worked on by two meanwhile', () =>
  inLab(async (lab) => {
    for (const name of ['a', 'b']) lab.start(name);
    await lab.shared(6, 3, 3);
    for (const lease of await lab.leases('member')) await test.cluster.delete(refOf(lease));
    await eventually(async () => assert.is((await lab.leases('member')).length, 2));
    await sleep(timings.leaseDurationMs);
    await lab.shared(6, 3, 3);
    assert.equal(lab.clashes, []);
  }));

it('a replica told of another number of shards waits until the others have left', () =>
  inLab(async (lab) => {
    const a = lab.start('a');
    await lab.shared(6, 6);
    const next = lab.start('next', { count: 4 });
    await sleep(1_000);
    assert.is(next.held.size, 0);
    await a.stop();
    await lab.shared(4, 4);
  }));

it('of replicas with different numbers of shards that start at once only those of one number work', () =>
  inLab(async (lab) => {
    for (const [name, count] of [
      ['a', 6],
      ['b', 4],
      ['c', 6],
      ['d', 4],
    ] as const)
      lab.start(name, { count });
    await eventually(() => assert.ok(lab.replicas.some(({ held }) => held.size > 0)));
    await sleep(2_000);
    await eventually(() => {
      const [six, four] = [
        [0, 2],
        [1, 3],
      ].map((places) => places.reduce((sum, place) => sum + (lab.replicas[place]?.held.size ?? 0), 0));
      assert.ok((six === 6 && four === 0) || (six === 0 && four === 4), `${six} of 6, ${four} of 4`);
    });
  }));

it('whatever comes and goes, no shard is ever worked on by two, and all end up worked on', () =>
  inLab(async (lab) => {
    await using relay = await tcpRelay(test.kubeconfig);
    lab.start('base');
    lab.start('cut', { kubeconfig: relay.kubeconfig, endsInMs: 300 });
    for (let round = 0; round < 6; round++) {
      const passing = lab.start(`passing-${round}`, { endsInMs: 100 * round });
      const healed = round % 2 === 0 ? relay.cut() : () => {};
      await sleep(700 * (round % 4));
      healed();
      await passing.stop();
    }
    await lab.shared(6, 3, 3);
  }));

it.run();
