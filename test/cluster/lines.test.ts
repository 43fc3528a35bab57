import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf } from '../../src/cluster/lines.ts';

const it = suite('lines');

async function read(chunks: readonly Buffer[]): Promise<string[]> {
  return Array.fromAsync(linesOf(chunks as unknown as AsyncIterable<Buffer>));
}

it('cuts at line feeds and leaves empty and unfinished lines out', async () => {
  assert.equal(await read([Buffer.from('a\n\nb'), Buffer.from('c\nd')]), ['a', 'bc']);
});

it('gives the same lines wherever the bytes are cut, also inside a character', async () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      assert.equal(await read(chunks), lines);
    }),
  );
});

it.run();
