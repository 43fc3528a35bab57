import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffLines } from '../../../src/view/diff/lines.ts';

const it = suite('difference of lines');

const show = (before: string, after: string) =>
  diffLines([...before], [...after])
    .map(({ is, line }) => ({ same: '', removed: '-', added: '+' })[is] + line)
    .join(' ');

for (const [before, after, want] of [
  ['', '', ''],
  ['abc', 'abc', 'a b c'],
  ['', 'ab', '+a +b'],
  ['ab', '', '-a -b'],
  ['abc', 'axc', 'a -b +x c'],
  ['abcabba', 'cbabac', '-a -b c +b a b -b a +c'],
  ['abc', 'xyz', '-a -b -c +x +y +z'],
  ['aXbXc', 'abc', 'a -X b -X c'],
] as const) {
  it(`${before || 'nothing'} to ${after || 'nothing'}`, () => assert.is(show(before, after), want));
}

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

it('what is the same and removed is the text before, what is the same and added the one after', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const edits = diffLines(before, after);
      const without = (is: string) => edits.filter((edit) => edit.is !== is).map(({ line }) => line);
      assert.equal(without('added'), before);
      assert.equal(without('removed'), after);
    }),
  );
});

it('is as short as can be: of the same length as the longest common subsequence leaves', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changes = diffLines(before, after).filter(({ is }) => is !== 'same').length;
      assert.is(changes, before.length + after.length - 2 * commonLength(before, after));
    }),
  );
});

/** Of the longest common subsequence, by the table of the text books. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const item of a) {
    const next = [0];
    for (const [index, other] of b.entries()) {
      next.push(item === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

it('gives up on texts without anything in common, and is right all the same', () => {
  const before = Array.from({ length: 3_000 }, (_, index) => `before ${index}`);
  const after = Array.from({ length: 3_000 }, (_, index) => `after ${index}`);
  const edits = diffLines(['head', ...before, 'tail'], ['head', ...after, 'tail']);
  assert.is(edits.length, 6_002);
  assert.equal(
    edits.filter(({ is }) => is !== 'removed').map(({ line }) => line),
    ['head', ...after, 'tail'],
  );
});

it.run();
