import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Scene } from '../../chaos/scene.ts';
import { eventually } from '../../support/cluster.ts';
import type { Seen } from '../../support/faults/index.ts';
import { conditionOf, widgetRef } from '../../support/resources.ts';

const scene = await Scene.open('conflicts');
const { proxy, cluster, namespace } = scene;
const spec = { text: 'one', extras: ['a'] };

const it = suite('conflicts');
it.after(() => scene[Symbol.asyncDispose]());

const isStatusOf = (name: string) => (seen: Seen) =>
  seen.isWrite && seen.url.pathname.endsWith(`/widgets/${name}/status`);
const isMetadataOf = (name: string) => (seen: Seen) => seen.isWrite && seen.url.pathname.endsWith(`/widgets/${name}`);

for (const [what, name, isHeld] of [
  ['finalizer', 'fin', isMetadataOf('fin')],
  ['status', 'stat', isStatusOf('stat')],
] as const) {
  it(`row 53: a 409 on the ${what} heals by reading anew, and what a user wrote in between stays`, async () => {
    const release = holdFirst(isHeld);
    await scene.create(name, spec);
    await release.held;
    await scene.editBeside(name, 'Widget', 'kept');
    release.go();
    await scene.isAsWanted();
    assert.is(proxy.seen.filter(isHeld).length >= 2, true, 'it was sent again');
    const failures = scene.operator.logs.filter((line) => line['name'] === name && line.level === 'error');
    assert.equal(failures, []);
  });
}

it('row 53: a 409 on the status of a spec that is old by now: the new spec is brought about, and told as such', async () => {
  await scene.create('newer', spec);
  await scene.isAsWanted();
  const release = holdFirst(isStatusOf('newer'));
  await scene.edit('newer', { text: 'two' });
  await release.held;
  await scene.edit('newer', { text: 'three' });
  release.go();
  await scene.isAsWanted();
});

it('row 53: users who write labels, spec and other status fields all the time lose nothing', async () => {
  await scene.create('busy', spec);
  await scene.isAsWanted();
  const ref = widgetRef(namespace, 'busy');
  const other = {
    type: 'Example',
    status: 'True',
    reason: 'Test',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  for (let turn = 1; turn <= 40; turn++) {
    await eventually(() => replaceConditions(turn), { everyMs: 0 });
    if (turn % 10 === 0) await scene.edit('busy', { text: `turn ${turn}` });
    await scene.editBeside('busy', 'Widget', `turn-${turn}`);
    await scene.spoil('busy', 'wrong');
    const live = await cluster.get(ref);
    assert.is((live?.['status'] as { user?: string } | undefined)?.user, `turn-${turn}`);
    assert.is(conditionOf(live, 'Example')?.message, `turn ${turn}`);
  }
  await scene.isAsWanted();
  assert.is(conditionOf(await cluster.get(ref), 'Example')?.message, 'turn 40');

  /** Another controller's condition among ours, written as Kubernetes' clients do: read, change, write with the version read. */
  async function replaceConditions(turn: number): Promise<void> {
    const live = await cluster.get(ref);
    const status = live?.['status'] as { conditions: { type: string }[] };
    const conditions = [
      ...status.conditions.filter(({ type }) => type !== 'Example'),
      { ...other, message: `turn ${turn}` },
    ];
    const body = { metadata: { resourceVersion: live?.metadata.resourceVersion }, status: { conditions } };
    await cluster.patch(ref, { type: 'merge', body, subresource: 'status' });
  }
});

/** The first such write waits until it is let go. */
function holdFirst(isHeld: (seen: Seen) => boolean): { readonly held: Promise<void>; go(): void } {
  const held = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  proxy.fault = (seen) => {
    if (!isHeld(seen)) return undefined;
    proxy.fault = () => undefined;
    held.resolve();
    return { until: gone.promise };
  };
  return { held: held.promise, go: gone.resolve };
}

it.run();
