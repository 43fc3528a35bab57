import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hunkHeader, hunkLines, linesOf, unifiedHunks } from '../../../src/view/diff/unified.ts';

const it = suite('unified difference');

function textOf(before: string, after: string, context?: number): string {
  return unifiedHunks(before, after, context)
    .map((hunk) => [hunkHeader(hunk), ...hunkLines(hunk), ''].join('\n'))
    .join('');
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('');

it('shows three lines round a change, as diff -u does', () => {
  assert.is(
    textOf(numbers(1, 9), numbers(1, 9).replace('5\n', 'five\n')),
    '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
  );
});

it('makes one hunk of changes that are near, two of those that are not', () => {
  const change = (text: string, ...lines: string[]) =>
    lines.reduce((all, line) => all.replace(`${line}\n`, `x${line}\n`), text);
  const headers = (text: string) => text.split('\n').filter((line) => line.startsWith('@@'));
  assert.equal(headers(textOf(numbers(10, 40), change(numbers(10, 40), '15', '22'))), ['@@ -3,14 +3,14 @@']);
  assert.equal(headers(textOf(numbers(10, 40), change(numbers(10, 40), '15', '23'))), [
    '@@ -3,7 +3,7 @@',
    '@@ -11,7 +11,7 @@',
  ]);
});

for (const [what, before, after, want] of [
  ['a text that comes', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
  ['a text that goes', 'a\n', '', '@@ -1 +0,0 @@\n-a\n'],
  ['texts that are equal', 'a\n', 'a\n', ''],
] as const) {
  it(what, () => assert.is(textOf(before, after), want));
}

const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 40 })
  .map((lines) => lines.map((l) => `${l}\n`).join(''));

it('applying it to the text before gives the text after, whatever the context', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(4), (before, after, context) => {
      assert.is(applyPatch(before, textOf(before, after, context)), after);
    }),
  );
});

/** What `patch` does, by the line numbers of the headers alone. */
function applyPatch(before: string, patch: string): string {
  const source = linesOf(before);
  const result: string[] = [];
  let at = 0;
  for (const line of linesOf(patch)) {
    const [, start, count] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(line) ?? [];
    if (start !== undefined) {
      const from = Number(start) - (count === '0' ? 0 : 1);
      result.push(...source.slice(at, from));
      at = from;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      assert.is(line.slice(1), source[at], 'the patch fits');
      if (line.startsWith(' ')) result.push(line.slice(1));
      at += 1;
    }
  }
  return [...result, ...source.slice(at)].map((line) => `${line}\n`).join('');
}

it.run();
