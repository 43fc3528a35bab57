import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AuditEvent, auditEvents, untilQuiet } from '../support/audit.ts';
import { eventually } from '../support/cluster.ts';
import { startOperator } from '../support/operator.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Scene } from './scene.ts';

const shift = new URL('../support/faults/shifted-clock.ts', import.meta.url).href;
const hour = 3_600_000;
const clock = clockOf(0);
const flags = ['--leader-elect', '--leader-election-id=clock'];
const scene = await Scene.open('clock', {
  flags: (namespace) => [...flags, `--leader-election-namespace=${namespace}`],
  env: clock.env,
});
const { cluster, namespace } = scene;
const leaseRef = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name: 'clock' };

const it = suite('a clock that jumps');
it.after(() => scene[Symbol.asyncDispose]());

it.before(() => eventually(async () => assert.ok((await leaseSpec()).holderIdentity)));

let texts = 0;
for (const [what, offset] of [
  ['an hour ahead', hour],
  ['back to where it was', 0],
  ['a day back', -24 * hour],
  ['ten years ahead', 87_600 * hour],
] as const) {
  it(`${what}: the lease is kept, work goes on, nothing is done again and again`, async () => {
    const before = await leaseSpec();
    clock.set(offset);
    const name = `c${++texts}`;
    await scene.create(name, { text: `t${texts}`, extras: ['a'], hasHook: true });
    await scene.edit(name, { text: `u${texts}` });
    await scene.isAsWanted();
    await eventually(async () => assert.is.not((await leaseSpec()).renewTime, before.renewTime));
    const after = await leaseSpec();
    assert.is(after.holderIdentity, before.holderIdentity);
    assert.is(after.leaseTransitions, before.leaseTransitions);
    const isAsked = ({ user, resource }: AuditEvent) => user === scene.account.user && resource !== 'leases';
    const mark = await untilQuiet(scene.test, isAsked);
    await sleep(2_000);
    const asked = auditEvents(scene.test, mark).filter(isAsked);
    assert.equal(
      asked.map(({ verb, uri }) => `${verb} ${uri}`),
      [],
    );
  });
}

it('a replica whose clock is days off neither takes the lease nor loses it once it has it', async () => {
  const other = clockOf(72 * hour);
  await using second = await startOperator({ ...scene.operatorOptions, env: other.env });
  const before = await leaseSpec();
  await sleep(18_000); // longer than the lease
  assert.is((await leaseSpec()).holderIdentity, before.holderIdentity);
  assert.equal(second.lines('Became leader'), []);
  await scene.operator.kill();
  await eventually(() => assert.is(second.lines('Became leader').length, 1));
  other.set(-72 * hour);
  await scene.create('after', { text: 'x', extras: [] });
  await eventually(async () => assert.equal(await scene.problems(), []));
  await second.kill();
  await scene.startOperator();
});

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseTransitions?: number;
  readonly renewTime?: string;
}

async function leaseSpec(): Promise<LeaseSpec> {
  return ((await cluster.get(leaseRef))?.['spec'] ?? {}) as LeaseSpec;
}

function clockOf(offset: number): { readonly env: NodeJS.ProcessEnv; set(offset: number): void } {
  const file = join(scratchFolder(), 'offset');
  const set = (milliseconds: number) => writeFileSync(file, String(milliseconds));
  set(offset);
  return { env: { NODE_OPTIONS: `--import=${shift}`, CAPSTAN_TEST_CLOCK: file }, set };
}

it.run();
