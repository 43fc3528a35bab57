import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatValue, int, type Struct, typeName, type Value } from '../../../src/template/go/index.ts';
import { dateFuncs } from '../../../src/template/sprig/date.ts';
import { checkVectors } from '../go/vectors.ts';
import { callFunc } from './call.ts';

const it = suite('sprig/date');

const world = { timeZone: 'Europe/Berlin', now: () => 1_700_000_000_123_456_789n };
const call = (name: string, ...args: (Value | number)[]) => callFunc(dateFuncs, name, args, world);

for (const name of Object.keys(dateFuncs).filter((name) => name !== 'now' && name !== 'ago')) {
  it(`${name} is sprig’s`, () =>
    checkVectors(
      'date',
      'call',
      (vector) => {
        const result = callFunc(dateFuncs, name, vector.a, world);
        return `${typeName(result)}|${formatValue(result)}`;
      },
      name,
    ));
}

it('now is the world’s time in its zone, and prints with a clock reading as in Go', () => {
  assert.is(formatValue(call('now')), '2023-11-14 23:13:20.123456789 +0100 CET m=+0.000000001');
});

for (const [layout, value, want] of [
  ['2006-01-02', null, '2023-11-14'],
  ['2006-01-02', 'no date', '2023-11-14'],
  ['15:04', 1.5, '23:13'],
] as const) {
  it(`date of ${JSON.stringify(value)} is now`, () => assert.is(call('date', layout, value), want));
}

it('ago is rounded to seconds', () => {
  assert.is(call('ago', int(1_700_000_000 - 3661)), '1h1m1s');
  assert.is(call('ago', int(1_700_000_000 + 60)), '-1m0s');
  assert.is(call('ago', 'no date'), '0s');
});

it('durationRound of a time is how long ago it was', () => {
  const dayBefore = call('dateModify', '-49h', call('now') as Struct);
  assert.is(call('durationRound', dayBefore), '2d');
});

it.run();
