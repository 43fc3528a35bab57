import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shardOf } from '../../../src/operator/shards/shard-of.ts';

const it = suite('shardOf');

// From `printf NAMESPACE/NAME | sha256sum`, the first eight digits: replicas of any version must agree.
for (const [namespace, name, digits] of [
  ['default', 'memcached-sample', 0xf6eb11c2],
  ['', 'cluster-wide', 0x2eadc11c],
  ['kre', 'kre', 0xa737ef2a],
] as const) {
  it(`${namespace}/${name}`, () => {
    for (const count of [1, 2, 3, 8, 64]) assert.is(shardOf(namespace, name, count), digits % count);
  });
}

it('spreads names of one pattern evenly', () => {
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 8_000; i++) counts[shardOf('default', `sample-${i}`, 8)]!++;
  for (const count of counts) assert.ok(count > 850 && count < 1_150, String(counts));
});

it.run();
