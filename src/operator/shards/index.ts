/**
 * Resources shared among replicas. Each of N shards is held by one replica through a Lease of its own, and a resource
 * belongs to the shard that a hash of its namespace and name says.
 *
 *   shard-of.ts, assign.ts       which shard a resource belongs to, which replica should hold which shard
 *   leases.ts, shard-leases.ts   the Leases as they stand, the watch over them, the writes that shift them
 *   roster.ts                    what they say at a moment: who lives, who has run out, which shards are free
 *   membership.ts, tenure.ts     a replica's own Lease, and the shards it claims, works on and gives up
 *   shards.ts                    joins, and joins again after a loss
 *
 * Only the replicas' Leases are renewed; a shard's is written when it changes hands: docs/decisions/0015-shards.md.
 *
 * Invariants: of a shard only the replica works that its Lease names; it has stopped before anybody else may be named;
 * it starts only with caches that are not older than its claim.
 */
export type { ShardGroup } from './leases.ts';
export { shardOf } from './shard-of.ts';
export { Shards, type ShardsOptions } from './shards.ts';
export type { ShardWork } from './tenure.ts';
