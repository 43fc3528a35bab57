import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf, growthsOf } from '../../src/knitfab/knit-vex/growth.ts';

const it = suite('volume expander');
const [margin, delta] = [100, 500];

for (const [what, uses, asked, want] of [
  ['enough is free', [{ claim: 'a', capacity: 1_000, available: 100 }], { a: 1_000 }, []],
  [
    'too little is free',
    [{ claim: 'a', capacity: 1_000, available: 99 }],
    { a: 1_000 },
    [{ claim: 'a', bytes: 1_500 }],
  ],
  ['the growth before is still under way', [{ claim: 'a', capacity: 1_000, available: 9 }], { a: 1_500 }, []],
  ['a claim that keeps its size is not asked for', [{ claim: 'b', capacity: 10, available: 0 }], { a: 10 }, []],
  [
    'two pods with one volume: once',
    [
      { claim: 'a', capacity: 1_000, available: 0 },
      { claim: 'a', capacity: 1_000, available: 0 },
    ],
    { a: 1_000 },
    [{ claim: 'a', bytes: 1_500 }],
  ],
] as const) {
  it(what, () => assert.equal(growthsOf(uses, new Map(Object.entries(asked)), margin, delta), want));
}

it('sizes are read as Kubernetes writes them', () => {
  assert.is(bytesOf('1Gi'), 1_073_741_824);
  assert.is(bytesOf('5G'), 5_000_000_000);
  assert.is(bytesOf('1.5Ki'), 1_536);
  assert.is(bytesOf('1Pi'), 2 ** 50);
  assert.is(bytesOf('1Ei'), 2 ** 60);
  assert.is(bytesOf('1e9'), 1_000_000_000);
  assert.is(bytesOf('1500m'), 2);
  assert.throws(() => bytesOf('5 apples'), /is no size/);
});

it.run();
