import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatValue, GoError, typeName } from '../../../src/template/go/index.ts';
import { numericFuncs } from '../../../src/template/sprig/numeric.ts';
import { checkVectors } from '../go/vectors.ts';
import { callFunc } from './call.ts';

const it = suite('sprig/numeric');

for (const name of Object.keys(numericFuncs).filter((name) => name !== 'randInt')) {
  it(`${name} is sprig’s`, () =>
    checkVectors(
      'numeric',
      'call',
      (vector) => {
        const result = callFunc(numericFuncs, name, vector.a);
        const sign = typeof result === 'number' ? `|${result < 0 || Object.is(result, -0)}` : '';
        return `${typeName(result)}|${formatValue(result)}${sign}`;
      },
      name,
    ));
}

it('randInt draws from the whole range and never its end', () => {
  let calls = 0;
  const random = (count: number) => {
    calls += 1;
    return new Uint8Array(count).fill(calls);
  };
  const drawn = Array.from({ length: 500 }, () =>
    Number(formatValue(callFunc(numericFuncs, 'randInt', [5, 9], { random }))),
  );
  assert.equal([...new Set(drawn)].sort(), [5, 6, 7, 8]);
});

it('randInt refuses an empty range in Go’s words', () => {
  assert.throws(
    () => callFunc(numericFuncs, 'randInt', [5, 5]),
    (error: unknown) => error instanceof GoError && error.message === 'invalid argument to Intn',
  );
});

it('a list that would fill the memory is refused', () => {
  assert.throws(() => callFunc(numericFuncs, 'until', [1e9]), /more than the 10000000/);
  assert.throws(() => callFunc(numericFuncs, 'seq', [1, 1, 1e12]), /more than the 10000000/);
});

it.run();
