import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef, Readiness } from '../../src/cluster/index.ts';
import { findDrift, sumUpReadiness } from '../../src/operator/readiness.ts';
import type { InventoryItem, LiveObject, LiveView } from '../../src/release/index.ts';

const ref = (name: string): ObjectRef => ({ group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'ns', name });
const role: ObjectRef = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  namespace: '',
  name: 'r',
};
const one = (status: Readiness['status'] | undefined, message = '', of = ref('a')) => ({
  ref: of,
  readiness: status && { status, message },
});
const several = (count: number, status: Readiness['status'], message = '') =>
  Array.from({ length: count }, (_, index) => one(status, message, ref(`s${index}`)));

const sum = suite('readiness of a release');

for (const [what, objects, isReady, message] of [
  ['no objects', [], true, '0 objects are ready'],
  ['one that is there', [one('Current')], true, '1 object is ready'],
  ['all are there', several(8, 'Current'), true, '8 objects are ready'],
  ['one in progress', [one('Current'), one('InProgress', '0 of 1 ready')], false, 'waiting for StatefulSet ns/a'],
  ['one being deleted', [one('Current'), one('Terminating')], false, 'waiting for StatefulSet ns/a'],
  ['one nobody has seen', [one('Current'), one(undefined)], false, 'waiting for StatefulSet ns/a'],
  ['one cluster-scoped', [one('InProgress', '', role)], false, 'waiting for ClusterRole r'],
  [
    'five in progress: all are named',
    several(5, 'InProgress'),
    false,
    'waiting for StatefulSet ns/s0, StatefulSet ns/s1, StatefulSet ns/s2, StatefulSet ns/s3, StatefulSet ns/s4',
  ],
  [
    'seven in progress: the others are counted',
    several(7, 'InProgress'),
    false,
    'waiting for StatefulSet ns/s0, StatefulSet ns/s1, StatefulSet ns/s2, StatefulSet ns/s3, StatefulSet ns/s4 and 2 more',
  ],
  ['one failed: its own words', [one('Failed', 'no quota')], false, 'StatefulSet ns/a failed: no quota'],
  [
    'one failed, others in progress: what will not come by waiting is told first',
    [one('InProgress', '', ref('b')), one('Failed', 'no quota'), one(undefined, '', ref('c'))],
    false,
    'StatefulSet ns/a failed: no quota',
  ],
  [
    'six failed',
    several(6, 'Failed', 'x'),
    false,
    'StatefulSet ns/s0 failed: x; StatefulSet ns/s1 failed: x; StatefulSet ns/s2 failed: x; StatefulSet ns/s3 failed: x; StatefulSet ns/s4 failed: x and 1 more',
  ],
] as const) {
  sum(what, () => {
    const found = sumUpReadiness(objects);
    assert.equal({ isReady: found.isReady, message: found.message }, { isReady, message });
  });
}
sum('how many of how many', () => {
  const objects = [one('Current'), one('Current'), one('InProgress'), one('Failed'), one(undefined)];
  assert.equal(sumUpReadiness(objects).count, { ready: 2, total: 5 });
});
const workload = (kind: string, name: string, group = 'apps') => ({ ...ref(name), group, kind });
for (const [what, objects, percent] of [
  ['no objects', [], 100],
  ['all are ready', several(3, 'Current'), 100],
  ['one of three', [one('Current'), one('InProgress'), one('Failed')], 33],
  ['two of three', [one('Current'), one('Current'), one('Terminating')], 66],
  ['one nobody has seen', [one('Current'), one(undefined)], 50],
  ['what runs nothing does not count', [one('Current'), one('InProgress'), one('Current', '', role)], 50],
  ['all that runs is ready, and something else is not', [one('Current'), one('InProgress', '', role)], 99],
  ['where nothing runs all objects count', [one('Current', '', role), one('InProgress', '', role)], 50],
  [
    'each kind that runs something',
    [
      one('Current', '', workload('Deployment', 'a')),
      one('Current', '', workload('DaemonSet', 'b')),
      one('Current', '', workload('Job', 'c', 'batch')),
      one('Current', '', workload('Pod', 'd', '')),
      one('InProgress', '', workload('StatefulSet', 'e')),
    ],
    80,
  ],
  ['199 of 200 are not all', [...several(199, 'Current'), one('InProgress')], 99],
] as const) {
  sum(`in percent: ${what}`, () => assert.is(sumUpReadiness(objects).percent, percent));
}
sum.run();

const drift = suite('drift');

const item = (applied: string): InventoryItem => ({ ref: ref('a'), content: 'c', applied, keep: false });
const live = (applied: string, isDeleting = false): LiveObject => ({
  uid: 'u',
  applied,
  isDeleting,
  controller: undefined,
  isKept: false,
  isIgnored: false,
});
const view = (found: (ref: ObjectRef) => ReturnType<LiveView['find']>): LiveView => ({
  find: found,
  expect() {},
  put() {},
  untilReady: () => Promise.resolve(),
  untilGone: () => Promise.resolve(),
});

for (const [what, applied, found, isDrift] of [
  ['an object as it was applied', 'h1', live('h1'), false],
  ['an object whose fields somebody changed', 'h1', live('h2'), true],
  ['an object of which we own nothing any more', 'h1', live(''), true],
  ['an object that is missing', 'h1', 'absent', true],
  ['an object that is missing, whose fingerprint nobody knows', '', 'absent', true],
  ['an object nobody has looked at', 'h1', 'unknown', false],
  ['an object whose fingerprint nobody knows', '', live('h2'), false],
  ['an object that is being deleted: it comes back once it is gone', 'h1', live('h1', true), false],
  ['a changed object that is being deleted', 'h1', live('h2', true), false],
  ['a changed object that is to be left as it is', 'h1', { ...live('h2'), isIgnored: true }, false],
] as const) {
  drift(`${what} is ${isDrift ? '' : 'no '}drift`, () => {
    const inventory = [item(applied)];
    assert.equal(
      findDrift(
        inventory,
        view(() => found),
      ),
      isDrift ? [ref('a')] : [],
    );
  });
}

drift('is told object by object, in the order of the inventory', () => {
  const inventory = ['c', 'a', 'b', 'd'].map((name) => ({ ...item('h1'), ref: ref(name) }));
  const world: Record<string, ReturnType<LiveView['find']>> = {
    a: live('h1'),
    b: 'absent',
    c: live('h2'),
    d: 'unknown',
  };
  assert.equal(
    findDrift(
      inventory,
      view(({ name }) => world[name] ?? 'unknown'),
    ),
    [ref('c'), ref('b')],
  );
});
drift.run();
