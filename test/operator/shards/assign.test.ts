import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assign } from '../../../src/operator/shards/assign.ts';

const it = suite('assign');

/** `ab-a`: shards 0 and 3 are a's, 1 is b's, 2 is nobody's. */
function read(text: string): Map<number, string> {
  return new Map([...text].entries().filter(([, member]) => member !== '-'));
}

function show(count: number, assigned: ReadonlyMap<number, string>): string {
  return Array.from({ length: count }, (_, shard) => assigned.get(shard) ?? '-').join('');
}

for (const [what, held, members, want] of [
  ['one takes all', '----', 'a', 'aaaa'],
  ['the first share', '----', 'ab', 'aabb'],
  ['nobody there', 'aabb', '', '----'],
  ['what is even stays', 'abab', 'ab', 'abab'],
  ['the odd one stays where it is', 'babab', 'ab', 'babab'],
  ['one who joins gets the upper ones', 'aaaa', 'ab', 'aabb'],
  ['one who joins takes from those who have most', 'aaabb', 'abc', 'aacbb'],
  ['one who leaves leaves his', 'abcabc', 'ac', 'aacacc'],
  ['one who died has nothing', 'abab', 'b', 'bbbb'],
  ['more members than shards', 'ab', 'abcd', 'ab'],
  ['more members than shards, who wait', '--', 'cab', 'ab'],
  ['fewer shards than were held', 'aabbcc', 'abc', 'aabbcc'],
] as const) {
  it(what, () => {
    const count = held.length;
    assert.is(show(count, assign(count, [...members], read(held))), want);
  });
}

const member = fc.constantFrom(...'abcdefg');
const scene = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  members: fc.uniqueArray(member, { minLength: 1 }),
  held: fc.dictionary(fc.nat(39).map(String), member),
});

function holders(held: Record<string, string>): Map<number, string> {
  return new Map(Object.entries(held).map(([shard, one]) => [Number(shard), one]));
}

function countBy(members: readonly string[], assigned: ReadonlyMap<number, string>): number[] {
  return members.map((one) => [...assigned.values()].filter((holder) => holder === one).length);
}

const law = (what: string, check: (given: { count: number; members: string[]; held: Map<number, string> }) => void) =>
  it(what, () =>
    fc.assert(fc.property(scene, ({ count, members, held }) => check({ count, members, held: holders(held) }))),
  );

law('every shard has one member, and none has two more than another', ({ count, members, held }) => {
  const assigned = assign(count, members, held);
  assert.equal(
    [...assigned.keys()].sort((a, b) => a - b),
    Array.from({ length: count }, (_, shard) => shard),
  );
  const counts = countBy(members, assigned);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
});

law('once it is so, nothing moves', ({ count, members, held }) => {
  const assigned = assign(count, members, held);
  assert.equal(assign(count, members, assigned), assigned);
});

law('all members come to the same, in whatever order they see each other', ({ count, members, held }) => {
  const other = new Map([...held].reverse());
  assert.equal(assign(count, [...members].reverse(), other), assign(count, members, held));
});

law('one who leaves moves his own shards only', ({ count, members, held }) => {
  const before = assign(count, members, held);
  for (const gone of members.length > 1 ? members : []) {
    const after = assign(
      count,
      members.filter((one) => one !== gone),
      before,
    );
    for (const [shard, holder] of before) assert.ok(holder === gone || after.get(shard) === holder);
  }
});

law('one who joins is given shards, and nobody else is', ({ count, members, held }) => {
  const before = assign(count, members, held);
  const after = assign(count, [...members, 'new'], before);
  for (const [shard, holder] of after) assert.ok(holder === 'new' || before.get(shard) === holder);
});

it.run();
