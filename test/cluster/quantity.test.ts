import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseQuantity } from '../../src/cluster/index.ts';

const it = suite('quantities');

for (const [text, want] of [
  ['4', 4],
  ['3920m', 3.92],
  ['8Gi', 8 * 2 ** 30],
  ['8G', 8e9],
  ['1e3', 1000],
  ['.5', 0.5],
  ['', undefined],
  ['-1', undefined],
  ['1e3Gi', undefined],
  ['many', undefined],
] as const) {
  it(JSON.stringify(text), () => assert.is(parseQuantity(text), want));
}

it.run();
