import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAtMost, withLines } from '../../../src/web/commands/lines.ts';

const it = suite('lines');

const line = (id: number, task = 1) =>
  ({ id, task, time: '2026-01-31T12:00:00.000Z', stream: 'stdout', text: `${id}` }) as const;
const idsOf = (lines: ReturnType<typeof withLines>, task = 1) => lines.get(task)?.list.map(({ id }) => id);

it('lines go to their task, in their order', () => {
  const lines = withLines(new Map(), [line(1), line(2, 7), line(3)]);
  assert.equal(idsOf(lines), [1, 3]);
  assert.equal(idsOf(lines, 7), [2]);
});

it('a stream that begins anew adds nothing twice', () => {
  const before = withLines(new Map(), [line(1), line(2)]);
  assert.equal(idsOf(withLines(before, [line(1), line(2), line(3)])), [1, 2, 3]);
});

it('what was there is not changed', () => {
  const before = withLines(new Map(), [line(1)]);
  withLines(before, [line(2)]);
  assert.equal(idsOf(before), [1]);
});

it('the oldest lines are left out, and counted', () => {
  const all = Array.from({ length: linesAtMost + 10 }, (_, index) => line(index + 1));
  const lines = withLines(withLines(new Map(), all.slice(0, linesAtMost)), all.slice(linesAtMost));
  assert.is(lines.get(1)?.left, 10);
  assert.is(lines.get(1)?.list.length, linesAtMost);
  assert.is(lines.get(1)?.list[0]?.id, 11);
});

it.run();
