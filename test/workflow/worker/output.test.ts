import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NumberedLine } from '../../../src/workflow/runs/index.ts';
import { Output } from '../../../src/workflow/worker/output.ts';

const it = suite('output of a task');
const at = new Date('2026-01-02T03:04:05Z');
const line = (text: string) => ({ at, stream: 'out' as const, text });

it('lines are numbered in their order, after those that are there', async () => {
  const written: NumberedLine[] = [];
  const output = new Output(2, 10, async (lines) => void written.push(...lines));
  output.write([line('a'), line('b')]);
  output.note('c');
  await output.end();
  assert.equal(
    written.map(({ seq, attempt, stream, text }) => [seq, attempt, stream, text]),
    [
      [11, 2, 'out', 'a'],
      [12, 2, 'out', 'b'],
      [13, 2, 'note', 'c'],
    ],
  );
});

it('while nothing can be written the lines wait, up to a limit; then whoever prints waits', async () => {
  const written: NumberedLine[] = [];
  const back = Promise.withResolvers<void>();
  const output = new Output(1, 0, async (lines) => {
    await back.promise;
    written.push(...lines);
  });
  let sent = 0;
  let held: Promise<void> | undefined;
  while (held === undefined && sent < 100_000) {
    output.write([line('x'.repeat(999))]);
    sent += 1;
    held = output.whenRoom();
  }
  assert.ok(sent > 1_000 && sent < 100_000, `${sent} lines waited`);
  back.resolve();
  await held;
  await output.end();
  assert.equal(
    written.map(({ seq }) => seq),
    Array.from({ length: sent }, (_, index) => index + 1),
  );
});

it('of output without end the first and the last lines are kept', async () => {
  const written: NumberedLine[] = [];
  const output = new Output(1, 0, async (lines) => void written.push(...lines));
  const total = 30_000;
  for (let n = 0; n < total; n += 1) {
    output.write([line(`${n} ${'x'.repeat(990)}`)]);
    await output.whenRoom();
  }
  await output.end();
  assert.ok(written.length < 20_000);
  const texts = written.map(({ text }) => text.split(' ')[0]);
  assert.is(texts[0], '0');
  assert.equal(
    texts.slice(-200),
    Array.from({ length: 200 }, (_, index) => `${total - 200 + index}`),
  );
  const note = written.find(({ stream }) => stream === 'note');
  assert.is(note?.text, `… ${total - written.length + 1} lines were left out …`);
});

it('what the store says for good is told at the end, and holds nobody up', async () => {
  const output = new Output(1, 0, async () => {
    throw new Error('no');
  });
  output.write([line('a')]);
  let said = '';
  await output.end().catch((error: Error) => {
    said = error.message;
  });
  assert.is(said, 'no');
  assert.is(output.whenRoom(), undefined);
});

it.run();
