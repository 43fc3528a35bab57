/**
 * Resources shared among replicas. Each of N shards is held by one replica through a Lease of its own, and a resource
 * belongs to the shard that a hash of its namespace and name says.
 *
 *   shard-of.ts    which shard a resource belongs to
 *   assign.ts      which replica should hold which shard: balanced, and moving as few as can be
 *   leases.ts      the Leases as they stand in the cluster: one for each replica, one for each shard
 *   roster.ts      what they say at a moment: who lives, who has run out, which shards are free
 *   membership.ts  a replica's own Lease: joined, renewed, lost or given up
 *   shard-leases.ts  the watch over all of them, and the writes that shift them
 *   tenure.ts      one membership's shards: claimed, worked on, given up
 *   shards.ts      joins, and joins again after a loss
 *
 * Only the replicas' Leases are renewed; a shard's is written when it changes hands. A shard is taken when its Lease
 * names nobody, or a replica whose own Lease was ended by a write that would have failed had it been renewed. A replica
 * whose Lease was lost never gets it back: it joins anew, under a new name. docs/decisions/0015-shards.md has the why.
 *
 * Invariants: of a shard only the replica works that its Lease names; it has stopped before anybody else may be named;
 * it starts only with caches that are not older than its claim.
 */
export type { ShardGroup } from './leases.ts';
export { shardOf } from './shard-of.ts';
export { Shards, type ShardsOptions } from './shards.ts';
export type { ShardWork } from './tenure.ts';
