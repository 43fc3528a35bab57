import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatGoDuration, parseGoDuration } from '../../src/operator/go-duration.ts';

const it = suite('Go duration');

for (const [text, want] of [
  ['0', 0],
  ['-0', 0],
  ['0s', 0],
  ['1m', 60_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1.s', 1_000],
  ['+2s', 2_000],
  ['1m1m', 120_000],
  ['100us', 0.1],
  ['100µs', 0.1],
  ['2500000ns', 2.5],
  ['596h', 2_145_600_000],
  ['8760h', 2_147_483_647], // a year: no timer takes it
] as const) {
  it(`"${text}" is ${want} ms`, () => assert.is(parseGoDuration(text), want));
}

for (const text of ['', '1', '-1m', 'm', '1 m', '1m ', '1d', '1M', '1.2.3s', '1h30', 'one minute', '.s', '--0']) {
  it(`"${text}" is refused`, () => assert.throws(() => parseGoDuration(text), `"${text}" is no duration`));
}

for (const [ms, want] of [
  [0, '0s'],
  [60_000, '1m0s'],
  [5_400_000, '1h30m0s'],
  [500, '500ms'],
] as const) {
  it(`${ms} ms are printed as ${want}`, () => assert.is(formatGoDuration(ms), want));
}

it.run();
