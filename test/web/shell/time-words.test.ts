import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ago, duration } from '../../../src/web/shell/time-words.ts';

const it = suite('words for times');

const second = 1_000;
const hour = 3_600 * second;

for (const [ms, want] of [
  [-3 * second, 'just now'],
  [0, 'just now'],
  [4_999, 'just now'],
  [5 * second, '5 seconds ago'],
  [60 * second, '1 minute ago'],
  [119 * second, '1 minute ago'],
  [hour, '1 hour ago'],
  [25 * hour, '1 day ago'],
  [49 * hour, '2 days ago'],
] as const)
  it(`${ms} ms are ${want}`, () => assert.is(ago(ms), want));

for (const [ms, want] of [
  [-1, '0 s'],
  [40, '0.0 s'],
  [9_999, '9.9 s'],
  [10_000, '10 s'],
  [59_999, '59 s'],
  [65_000, '1 min 05 s'],
  [hour + 600 * second, '1 h 10 min'],
] as const)
  it(`${ms} ms take ${want}`, () => assert.is(duration(ms), want));

it.run();
