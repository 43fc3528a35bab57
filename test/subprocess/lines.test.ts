import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LineSplitter } from '../../src/subprocess/lines.ts';

const it = suite('lines');
const at = new Date('2026-01-02T03:04:05Z');

function linesOf(chunks: readonly Buffer[]): string[] {
  const splitter = new LineSplitter('out', () => at);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()].map(({ text }) => text);
}

for (const [what, printed, want] of [
  ['nothing', '', []],
  ['a line', 'a\n', ['a']],
  ['empty lines stay', 'a\n\nb\n', ['a', '', 'b']],
  ['a last line without an end', 'a\nb', ['a', 'b']],
  ['line ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
  ['a NUL, which a database cannot hold', 'a\0b\n', ['a\ufffdb']],
] as const) {
  it(what, () => assert.equal(linesOf([Buffer.from(printed)]), want));
}

it('wherever the chunks are cut, the lines are the same', () => {
  const text = fc.array(fc.string({ unit: 'binary', maxLength: 12 }).map((line) => line.replaceAll(/[\r\n\0]/g, '')));
  fc.assert(
    fc.property(text, fc.array(fc.nat(20)), (lines, cuts) => {
      let rest = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const chunks = cuts.map((size) => {
        const chunk = rest.subarray(0, size);
        rest = rest.subarray(size);
        return chunk;
      });
      const wellFormed = lines.map((line) => Buffer.from(line).toString());
      assert.equal(linesOf([...chunks, rest]), wellFormed);
    }),
  );
});

it('a line that does not end is passed on in pieces, none of which cuts a character', () => {
  const long = `x${'🙂'.repeat(20_000)}`;
  const lines = linesOf([Buffer.from(long)]);
  assert.ok(lines.length > 2);
  assert.ok(lines.every((line) => line.isWellFormed()));
  assert.is(lines.join(''), long);
});

it('a piece is passed on before the line has ended', () => {
  const splitter = new LineSplitter('err', () => at);
  assert.is(splitter.push(Buffer.from('y'.repeat(40_000))).length, 2);
});

it('a line carries its stream and the time', () => {
  assert.equal(new LineSplitter('err', () => at).push(Buffer.from('oh\n')), [{ at, stream: 'err', text: 'oh' }]);
});

it.run();
