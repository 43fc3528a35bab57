import type { SeenLease } from './leases.ts';

/** What the Leases of a group say at a moment. Times are performance.now(). */
export interface Roster {
  /** Who shares the work: alive, and not about to leave. Sorted. */
  readonly members: readonly string[];
  /** Alive, with another number of shards in mind: nobody may join them. */
  readonly others: readonly SeenLease[];
  /** By shard; only those that somebody alive works on. */
  readonly holders: ReadonlyMap<number, string>;
  readonly shards: ReadonlyMap<number, SeenLease>;
  /** Whoever should have these may take them. */
  readonly free: ReadonlySet<number>;
  /** Members' Leases that were not renewed in time, and since when. */
  readonly expired: readonly { readonly lease: SeenLease; readonly since: number }[];
  /** Members' Leases that were ended and that no shard needs to be told of any more. */
  readonly remains: readonly SeenLease[];
  /** When one of the Leases runs out if nothing happens. */
  readonly wakeAt: number;
  /** Holders without a Lease, and since when they have none: `missing` of the next look. */
  readonly missing: ReadonlyMap<string, number>;
}

/** @param missing of the look before */
export function rosterOf(
  leases: Iterable<SeenLease>,
  count: number,
  leaseDurationMs: number,
  missing: ReadonlyMap<string, number>,
  now: number,
): Roster {
  const byMember = new Map<string, SeenLease>();
  const shards = new Map<number, SeenLease>();
  for (const lease of leases) {
    if (lease.member !== undefined) byMember.set(lease.member, lease);
    else if (lease.shard < count) shards.set(lease.shard, lease);
  }
  const endOf = (lease: SeenLease) => lease.since + leaseDurationMs;
  const living = [...byMember.values()].filter((lease) => lease.holder !== '' && endOf(lease) > now);
  const members = living.filter((lease) => lease.count === count && !lease.isLeaving).map(({ holder }) => holder);
  const nowMissing = new Map<string, number>();
  const free = new Set<number>();
  const holders = new Map<number, string>();
  const needed = new Set<string>();
  for (let shard = 0; shard < count; shard++) {
    const holder = shards.get(shard)?.holder ?? '';
    const own = byMember.get(holder);
    if (own) needed.add(holder);
    else if (holder !== '') nowMissing.set(holder, missing.get(holder) ?? now);
    if (members.includes(holder)) holders.set(shard, holder);
    // A Lease that is gone was not ended by one of us: somebody deleted it, and its member may not have heard of it yet.
    const isOrphan = own ? own.holder === '' : (nowMissing.get(holder) ?? now) + leaseDurationMs <= now;
    if (holder === '' || isOrphan) free.add(shard);
  }
  const ends = [...living.map(endOf), ...[...nowMissing.values()].map((since) => since + leaseDurationMs)];
  return {
    members: members.sort(),
    others: living.filter((lease) => lease.count !== count),
    holders,
    shards,
    free,
    expired: [...byMember.values()]
      .filter((lease) => lease.holder !== '' && endOf(lease) <= now)
      .map((lease) => ({ lease, since: endOf(lease) })),
    remains: [...byMember.values()].filter(({ holder, member = '' }) => holder === '' && !needed.has(member)),
    wakeAt: Math.min(...ends.filter((end) => end > now)),
    missing: nowMissing,
  };
}
