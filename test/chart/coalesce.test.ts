import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coalesce, mergeValues, type Values } from '../../src/chart/index.ts';
import { same } from '../yaml/texts.ts';
import { failureOf, withValues } from './charts.ts';

const it = suite('coalesce');

// every row is what helm 3.21 makes of it
for (const [what, chart, user, want] of [
  ['a default stays', { a: 1 }, {}, { a: 1 }],
  ['a value replaces a default', { a: 1, b: 2 }, { a: 3 }, { a: 3, b: 2 }],
  ['tables merge', { a: { b: 1, c: { d: 1 } } }, { a: { c: { e: 2 } } }, { a: { b: 1, c: { d: 1, e: 2 } } }],
  ['lists replace, never join', { l: [1, 2] }, { l: [3] }, { l: [3] }],
  ['an empty list replaces too', { l: [1] }, { l: [] }, { l: [] }],
  ['an empty table leaves the defaults', { a: { b: 1 } }, { a: {} }, { a: { b: 1 } }],
  ['null removes a default', { a: { b: 1 }, c: 1 }, { a: null }, { c: 1 }],
  ['null removes a default inside a table', { a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
  ['null without a default stays', { a: {} }, { a: { b: null }, c: null }, { a: { b: null }, c: null }],
  ["a chart's own null stays", { a: null, b: { c: null } }, {}, { a: null, b: { c: null } }],
  ['a table replaces a scalar', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
  ['a scalar replaces a table', { a: { b: 2 } }, { a: 1 }, { a: 1 }],
  ['keys of the user alone stay', {}, { x: { y: [1, { z: null }] } }, { x: { y: [1, { z: null }] } }],
  [
    '__proto__ is a key',
    {},
    JSON.parse('{"__proto__": {"a": 1}}') as Values,
    JSON.parse('{"__proto__": {"a": 1}}') as Values,
  ],
] as const) {
  it(what, () => same(coalesce(withValues(chart), user), want));
}

const sub = (values: Values) => withValues(values, [], 'sub');

for (const [what, chart, subchart, user, want] of [
  ['a subchart has its values below its name', {}, { a: 1 }, {}, { sub: { a: 1, global: {} } }],
  [
    "its chart's values for it win over its own",
    { sub: { a: 2 } },
    { a: 1, b: 1 },
    {},
    { sub: { a: 2, b: 1, global: {} } },
  ],
  ["the user's win over both", { sub: { a: 2 } }, { a: 1 }, { sub: { a: 3 } }, { sub: { a: 3, global: {} } }],
  ["null removes a subchart's default", {}, { a: 1, b: 1 }, { sub: { a: null } }, { sub: { b: 1, global: {} } }],
  ['null removes what both have', { sub: { a: 2 } }, { a: 1 }, { sub: { a: null } }, { sub: { global: {} } }],
  ['global reaches down', { global: { g: 1 } }, {}, {}, { global: { g: 1 }, sub: { global: { g: 1 } } }],
  [
    "global of above wins over the subchart's",
    { global: { g: { x: 1 } } },
    { global: { g: { x: 2, y: 2 }, h: 3 } },
    {},
    { global: { g: { x: 1 } }, sub: { global: { g: { x: 1, y: 2 }, h: 3 } } },
  ],
] as const) {
  it(what, () => same(sorted(coalesce(withValues(chart, [sub(subchart)]), user)), sorted(want)));
}

it('refuses values of a subchart that are no table', async () => {
  const error = await failureOf(() => coalesce(withValues({}, [sub({})]), { sub: 'x' }));
  assert.is(error.code, 'VALUES_INVALID');
  assert.match(error.message, /type mismatch on sub/);
});

it('leaves what it was given as it was, and freezes what it returns', () => {
  const user = { a: { b: 1 } };
  const chart = withValues({ a: { c: [1] } });
  const values = coalesce(chart, user) as { a: { c: number[] } };
  assert.equal(user, { a: { b: 1 } });
  assert.equal(chart.values, { a: { c: [1] } });
  assert.throws(() => values.a.c.push(2), TypeError);
});

const key = fc.constantFrom('a', 'b', 'c', 'd');
const values = (leaf: fc.Arbitrary<unknown>) =>
  fc.dictionary(
    key,
    fc.letrec((tie) => ({
      v: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(key, tie('v'), { noNullPrototype: true })),
    })).v,
    { noNullPrototype: true },
  );
const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer()));

it('is idempotent but for null, which has done its work', () => {
  fc.assert(
    fc.property(values(leaf), values(leaf), values(leaf), (chartValues, subValues, user) => {
      const chart = withValues(chartValues, [sub(subValues)]);
      const once = coalesce(chart, user);
      same(coalesce(chart, once), once);
    }),
  );
});

it('never lets a null of the user through where the chart has a default', () => {
  fc.assert(
    fc.property(values(leaf), values(fc.oneof(leaf, fc.constant(null))), (defaults, user) => {
      const result = coalesce(withValues(defaults), user);
      for (const name of Object.keys(defaults)) if (name in user) assert.is.not(result[name], null);
    }),
  );
});

for (const [what, lower, upper, want] of [
  ['tables merge', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
  ['lists replace', { a: [1] }, { a: [2] }, { a: [2] }],
  ['null stays, for the chart to meet', { a: { b: 1 } }, { a: null }, { a: null }],
  ['a scalar replaces a table', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
] as const) {
  it(`mergeValues: ${what}`, () => assert.equal(mergeValues(lower, upper), want));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, entry]) => [name, sorted(entry)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

it.run();
