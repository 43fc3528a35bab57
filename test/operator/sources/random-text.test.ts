import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomText } from '../../../src/operator/sources/random-text.ts';

const it = suite('random text');

for (const [characters, pattern, count] of [
  ['alphanumeric', /^[A-Za-z0-9]{64}$/, 62],
  ['hex', /^[0-9a-f]{64}$/, 16],
  ['ascii', /^[!-~]{64}$/, 94],
] as const) {
  it(`${characters} has its length and its characters, every one of them`, () => {
    const texts = Array.from({ length: 100 }, () => randomText({ length: 64, characters }, randomBytes));
    for (const text of texts) assert.match(text, pattern);
    assert.is(new Set(texts.join('')).size, count);
    assert.is(new Set(texts).size, texts.length);
  });
}

it('bytes that would favour the first characters are thrown away', () => {
  const given = [[248, 255, 0, 61], [250, 62], [123]];
  const asked: number[] = [];
  const text = randomText({ length: 4, characters: 'alphanumeric' }, (length) => {
    asked.push(length);
    return Uint8Array.from(given.shift() ?? []);
  });
  assert.is(text, '0z0z'); // 62 and 123 are 0 and 61 of another round; 248 and above are of no whole round
  assert.equal(asked, [4, 2, 1]);
});

it.run();
