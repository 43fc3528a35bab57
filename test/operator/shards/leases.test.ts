import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  endedLease,
  leasesOf,
  memberLease,
  readLease,
  type ShardGroup,
  shardLease,
} from '../../../src/operator/shards/leases.ts';

const group: ShardGroup = { namespace: 'ops', name: 'web-operator', count: 4 };
const now = Date.parse('2030-01-02T03:04:05.678Z');
const time = '2030-01-02T03:04:05.678000Z';
const it = suite('shard leases');

it('a shard’s Lease names its holder, and has no time of its own', () => {
  const lease = shardLease(group, 3, 'pod-a_1', undefined, now);
  assert.equal(lease, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'web-operator-shard-3',
      namespace: 'ops',
      labels: { 'capstan.dev/shards': 'web-operator' },
      annotations: { 'capstan.dev/shard-count': '4' },
    },
    spec: { holderIdentity: 'pod-a_1', acquireTime: time, renewTime: time, leaseTransitions: 0 },
  });
  const { shard, holder, member, count } = readLease(lease);
  assert.equal([shard, holder, member, count], [3, 'pod-a_1', undefined, 4]);
});

it('counts how often a shard has changed hands, and is written only over what was read', () => {
  const first = shardLease(group, 0, 'a', undefined, now);
  const stored = { ...first, metadata: { ...first.metadata, resourceVersion: '7' } };
  const released = shardLease(group, 0, '', stored, now + 1_000);
  assert.equal([released.metadata.resourceVersion, readLease(released).holder], ['7', '']);
  assert.is((released['spec'] as { leaseTransitions: number }).leaseTransitions, 0);
  const taken = shardLease(group, 0, 'b', { ...released, metadata: { ...stored.metadata } }, now + 2_000);
  assert.is((taken['spec'] as { leaseTransitions: number }).leaseTransitions, 1);
});

it('a member’s Lease keeps its time of joining, and can be ended', () => {
  const joined = memberLease(group, { identity: 'a_1', leaseDurationMs: 15_000, isLeaving: false }, undefined, now);
  assert.match(joined.metadata.name, /^web-operator-member-[0-9a-f]{10}$/);
  assert.equal(joined['spec'], { holderIdentity: 'a_1', leaseDurationSeconds: 15, acquireTime: time, renewTime: time });
  const leaving = memberLease(
    group,
    { identity: 'a_1', leaseDurationMs: 15_000, isLeaving: true },
    joined,
    now + 2_000,
  );
  assert.is((leaving['spec'] as { acquireTime: string }).acquireTime, time);
  assert.ok(readLease(leaving).isLeaving);
  const ended = readLease(endedLease(leaving));
  assert.equal([ended.member, ended.holder], ['a_1', '']);
});

it('is found by a label, however long the name', () => {
  assert.is(leasesOf(group).labelSelector, 'capstan.dev/shards=web-operator');
  const long = leasesOf({ ...group, name: 'x'.repeat(80) }).labelSelector ?? '';
  assert.match(long, /^capstan\.dev\/shards=[0-9a-f]{40}$/);
});

it.run();
