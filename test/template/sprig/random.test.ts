import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFuncs } from '../../../src/template/sprig/random.ts';
import { callOf, worldWith } from './world.ts';

const it = suite('sprig random');
const call = callOf(randomFuncs);

const alphabets: readonly (readonly [name: string, pattern: RegExp, size: number])[] = [
  ['randAlphaNum', /^[0-9A-Za-z]*$/, 62],
  ['randAlpha', /^[A-Za-z]*$/, 52],
  ['randNumeric', /^[0-9]*$/, 10],
  ['randAscii', /^[ -~]*$/, 95],
];

for (const [name, pattern, size] of alphabets) {
  it(`${name} draws all of its characters, each about as often`, () => {
    const text = call(name, 40_000) as string;
    assert.is(text.length, 40_000);
    assert.match(text, pattern);
    const counts = [...Map.groupBy(text, (character) => character).values()].map(({ length }) => length);
    assert.is(counts.length, size);
    const expected = 40_000 / size;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < size + 7 * Math.sqrt(2 * size), `chi square is ${chiSquare}`); // chance 1e-9
  });
  it(`${name} of nothing or less is empty`, () => {
    assert.is(call(name, 0), '');
    assert.is(call(name, -1), '');
  });
  it(`${name} of too much is refused`, () => {
    assert.throws(() => call(name, 2 ** 40), /is too long/);
  });
}

it('takes chance from the world alone', () => {
  const fixed = worldWith({ random: (bytes) => new Uint8Array(bytes).fill(7) });
  const fixedCall = callOf(randomFuncs, fixed);
  assert.is(fixedCall('randAlphaNum', 4), '7777');
  assert.is(fixedCall('randBytes', 3), 'BwcH');
  assert.is(fixedCall('uuidv4'), '07070707-0707-4707-8707-070707070707');
  assert.is(fixedCall('shuffle', 'abc'), fixedCall('shuffle', 'abc'));
});

it('randBytes is base64 of as many bytes', () => {
  for (const count of [0, 1, 16, 1000]) {
    assert.is(Buffer.from(call('randBytes', count) as string, 'base64').length, count);
  }
  assert.throws(() => call('randBytes', -1), 'runtime error: makeslice: len out of range');
});

it('uuidv4 is a UUID of version 4 and never twice the same', () => {
  const made = Array.from({ length: 100 }, () => call('uuidv4') as string);
  for (const uuid of made) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.is(new Set(made).size, made.length);
});

it('shuffle keeps all characters and gives every order', () => {
  const orders = new Set(Array.from({ length: 300 }, () => call('shuffle', 'aü😀') as string));
  assert.is(orders.size, 6);
  for (const order of orders) assert.equal([...order].sort(), [...'aü😀'].sort());
  assert.is(call('shuffle', ''), '');
  assert.is(call('shuffle', '\udcff\udcff'), '\ufffd\ufffd'); // bytes that are no UTF-8, as Go's runes have them
});

it.run();
