import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  endedLease,
  memberLease,
  readLease,
  type SeenLease,
  type ShardGroup,
  shardLease,
} from '../../../src/operator/shards/leases.ts';
import { type Roster, rosterOf } from '../../../src/operator/shards/roster.ts';

const group: ShardGroup = { namespace: 'ops', name: 'web-operator', count: 4 };
const leaseDurationMs = 15_000;
const none: ReadonlyMap<string, number> = new Map();

/** Seen at `since`. */
function at(since: number, object: Parameters<typeof readLease>[0]): SeenLease {
  return { ...readLease(object), since };
}

function member(identity: string, options: { isLeaving?: boolean; since?: number; count?: number } = {}): SeenLease {
  const { isLeaving = false, since = 0, count = group.count } = options;
  return at(since, memberLease({ ...group, count }, { identity, leaseDurationMs, isLeaving }, undefined, 0));
}

const ended = (identity: string) => at(0, endedLease(member(identity).object));
const shard = (number: number, holder: string) => at(0, shardLease(group, number, holder, undefined, 0));

function look(leases: readonly SeenLease[], now = 1_000, missing = none): Roster {
  return rosterOf(leases, group.count, leaseDurationMs, missing, now);
}

const it = suite('roster');

it('members are those who live, mean to stay, and count as many shards', () => {
  const roster = look([
    member('b'),
    member('a'),
    member('leaving', { isLeaving: true }),
    member('other', { count: 8 }),
    member('old', { since: -leaseDurationMs }),
    ended('gone'),
  ]);
  assert.equal(roster.members, ['a', 'b']);
  assert.equal(
    roster.others.map(({ holder, count }) => `${holder} ${count}`),
    ['other 8'],
  );
  assert.equal(
    roster.expired.map(({ lease, since }) => `${lease.holder} ${since}`),
    ['old 0'],
  );
  assert.is(roster.wakeAt, leaseDurationMs);
});

it('a replica that leaves still counts for those who count other shards: it still works', () => {
  assert.is(look([member('other', { count: 8, isLeaving: true })]).others.length, 1);
});

for (const [what, leases, want] of [
  ['without a Lease', [], '0 1 2 3'],
  ['that nobody holds', [shard(0, ''), shard(1, 'a'), member('a')], '0 2 3'],
  ['of a member that was ended', [shard(0, 'gone'), shard(1, 'a'), ended('gone'), member('a')], '0 2 3'],
  [
    'not of one that has run out: it has to be ended first',
    [shard(0, 'old'), member('old', { since: -99_999 })],
    '1 2 3',
  ],
  ['not of one that leaves', [shard(0, 'l'), member('l', { isLeaving: true })], '1 2 3'],
  ['not of one whose Lease somebody deleted just now', [shard(0, 'lost')], '1 2 3'],
  ['not of one that counts other shards', [shard(0, 'other'), member('other', { count: 8 })], '1 2 3'],
] as const) {
  it(`a shard is free ${what}`, () => assert.is([...look(leases).free].join(' '), want));
}

it('who has had no Lease for a lease’s time is given up for lost', () => {
  const leases = [shard(0, 'lost'), member('a', { since: 20_000 })];
  const first = look(leases, 20_000);
  assert.equal([...first.missing], [['lost', 20_000]]);
  assert.is(first.wakeAt, 35_000);
  const later = look(leases, 34_999, first.missing);
  assert.not(later.free.has(0));
  assert.ok(look(leases, 35_000, later.missing).free.has(0));
  assert.equal([...look([...leases, member('lost')], 30_000, later.missing).missing], [], 'it came back');
});

it('what is left of a member stays while a shard names it', () => {
  assert.equal(look([ended('gone'), shard(2, 'gone')]).remains, []);
  assert.equal(
    look([ended('gone'), shard(2, 'a'), member('a')]).remains.map((lease) => lease.member),
    ['gone'],
  );
});

it('shards beyond the count are of another time', () => {
  assert.equal([...look([shard(7, 'a'), member('a')]).shards.keys()], []);
});

it.run();
