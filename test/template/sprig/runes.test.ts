import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isDigit,
  isLetter,
  isLower,
  isNumber,
  isPunctuation,
  isSpace,
  isTitle,
  isUpper,
  toLower,
  toTitle,
  toUpper,
} from '../../../src/template/sprig/runes.ts';

const it = suite('sprig/runes');

// sha256 over all runes below U+20000, surrogates left out, recorded with Go 1.26.8 (Unicode 15.0)
for (const [ask, want] of [
  [toUpper, '081e9b44f3c167be'],
  [toLower, 'cf0df16ad85bea2f'],
  [toTitle, '9bcbda21d9a203eb'],
  [isUpper, '25cd9a4d75da06bd'],
  [isLower, '7e6a859a6d83b13a'],
  [isTitle, '90fcbcaac961eac1'],
  [isLetter, '29053fc60e08918e'],
  [isDigit, 'c9669a202bcb5e82'],
  [isNumber, '5b120051abed901c'],
  [isPunctuation, '059f488e24f9e2e0'],
  [isSpace, '2337145eb7be387c'],
] as readonly [(rune: number) => number | boolean, string][]) {
  it(`${ask.name} is Go’s`, () => {
    const answers: number[] = [];
    for (let rune = 0; rune < 0x20000; rune += 1) {
      if (rune < 0xd800 || rune > 0xdfff) answers.push(Number(ask(rune)));
    }
    const digest = createHash('sha256').update(answers.map((answer) => `${answer} `).join(''));
    assert.is(digest.digest('hex').slice(0, 16), want);
  });
}

it.run();
