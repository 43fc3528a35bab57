/**
 * Who should hold each of `count` shards: every member as many as every other, give or take one. Whoever holds shards
 * keeps as many of them as it may, the lowest ones; only the rest moves. The same for everybody who asks, in whatever order.
 * @param holders what is held by now; holders that are no members count for nothing
 */
export function assign(
  count: number,
  members: readonly string[],
  holders: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const held = new Map(members.map((member): [string, number[]] => [member, []]));
  const free: number[] = [];
  for (let shard = 0; shard < count; shard++) (held.get(holders.get(shard) ?? '') ?? free).push(shard);
  // Those who hold most may hold one more than the others: it is theirs already.
  const inLine = [...held].sort(([a, { length: x }], [b, { length: y }]) => y - x || (a < b ? -1 : 1));
  const atLeast = Math.floor(count / members.length);
  const withOneMore = count % members.length;
  const lacking: [member: string, shards: number][] = [];
  const assigned = new Map<number, string>();
  for (const [place, [member, shards]] of inLine.entries()) {
    const quota = place < withOneMore ? atLeast + 1 : atLeast;
    for (const shard of shards.slice(0, quota)) assigned.set(shard, member);
    free.push(...shards.slice(quota));
    if (shards.length < quota) lacking.push([member, quota - shards.length]);
  }
  free.sort((a, b) => a - b);
  for (const [member, shards] of lacking) for (const shard of free.splice(0, shards)) assigned.set(shard, member);
  return assigned;
}
