import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { type NodeChange, type Pool, planPool } from '../../src/execution/nodes/index.ts';

const it = suite('node pools');
const poolLabel = 'omegaml.io/nodepool';
const roleLabel = 'omegaml.io/role';
const note = 'omegaml.io/nodepool-labels';

function node(
  name: string,
  labels: Record<string, string> = {},
  annotations: Record<string, string> = {},
  isReady = true,
): KubeObject {
  const status = { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels, annotations }, spec: {}, status };
}

const member = (name: string, labels: Record<string, string> = {}) =>
  node(
    name,
    { [poolLabel]: 'gpu', [roleLabel]: 'worker', ...labels },
    { [note]: [poolLabel, roleLabel].sort().join(',') },
  );
const pool = (over: Partial<Pool> = {}): Pool => ({
  name: 'gpu',
  size: 1,
  role: 'worker',
  labels: {},
  among: {},
  ...over,
});
const namesOf = (changes: readonly NodeChange[]) => changes.map((change) => `${change.node} ${change.what}`);

for (const [what, nodes, wanted, want] of [
  [
    'takes free nodes in order of their names',
    [node('b'), node('a'), node('c')],
    pool({ size: 2 }),
    ['a joins', 'b joins'],
  ],
  ['takes ready ones first', [node('a', {}, {}, false), node('b')], pool(), ['b joins']],
  ['never takes a node with a role', [node('a', { [roleLabel]: 'system' }), node('b')], pool(), ['b joins']],
  ['never takes one of another pool', [node('a', { [poolLabel]: 'x' }), node('b')], pool(), ['b joins']],
  [
    'takes only those with a label',
    [node('a'), node('b', { type: 'large' })],
    pool({ among: { type: 'large' } }),
    ['b joins'],
  ],
  ['grows', [member('a'), node('b')], pool({ size: 2 }), ['b joins']],
  ['lets the last ones go', [member('a'), member('b'), member('c')], pool(), ['b leaves', 'c leaves']],
  ['ends at size 0', [member('a')], pool({ size: 0 }), ['a leaves']],
  ['changes nothing that is as it shall be', [member('a')], pool(), []],
  ['changes the role of its members', [member('a')], pool({ role: 'gpu' }), ['a changes']],
] as const satisfies readonly (readonly [string, readonly KubeObject[], Pool, readonly string[]])[]) {
  it(`002.19: ${what}`, () => assert.equal(namesOf(planPool(nodes, wanted)), want));
}

it('002.19: a node that is let go has the labels it had before', () => {
  const before = { zone: 'a', team: 'blue' };
  const wanted = pool({ labels: { team: 'blue', tier: 'gold' } });
  const joined = after(node('a', before), planPool([node('a', before)], wanted));
  assert.equal(joined.metadata.labels, { ...before, tier: 'gold', [poolLabel]: 'gpu', [roleLabel]: 'worker' });
  const changed = after(joined, planPool([joined], pool({ labels: { team: 'red' } })));
  assert.equal(changed.metadata.labels, { ...before, team: 'red', [poolLabel]: 'gpu', [roleLabel]: 'worker' });
  const back = after(joined, planPool([joined], pool({ size: 0 })));
  assert.equal(back.metadata.labels, before);
  assert.equal(back.metadata.annotations, {});
});

it('002.19: too few nodes is an error that says how many there are', () =>
  assert.throws(
    () => planPool([member('a'), node('b'), node('c', { [roleLabel]: 'system' })], pool({ size: 3 })),
    /^node pool gpu: 3 nodes wanted, 1 are in it and 1 more are free$/,
  ));

it('002.16: a pool of that name that belongs to another user is left as it is', () =>
  assert.throws(
    () => planPool([member('a', { 'omegaml.io/user': 'alice' })], pool({ size: 0, owner: 'bob' })),
    /belongs to another user/,
  ));

/** The node once the changes were patched into it. */
function after(object: KubeObject, [change]: readonly NodeChange[]): KubeObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: patched(metadata.labels, change?.labels),
      annotations: patched(metadata.annotations, change?.annotations),
    },
  };
}

function patched(had: Readonly<Record<string, string>> = {}, patch: NodeChange['labels'] = {}): Record<string, string> {
  const entries = Object.entries({ ...had, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(entries);
}

it.run();
