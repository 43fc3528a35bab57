import { hash } from 'node:crypto';

/**
 * The first 32 bits of the SHA-256 of `namespace/name`, as a big-endian number, modulo the number of shards. Resources of
 * one name belong together whatever their kinds: they may stand for one release.
 */
export function shardOf(namespace: string, name: string, count: number): number {
  return hash('sha256', `${namespace}/${name}`, 'buffer').readUInt32BE(0) % count;
}
