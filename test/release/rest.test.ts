import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Rest } from '../../src/release/rest.ts';

const it = suite('rest');

it('long pieces of work that stand in line leave time for everything else between them', async () => {
  const log = await runAll(new Rest(5), [40, 40, 40]);
  assert.match(log, /^work (turn )+work (turn )+work/);
});

it('short ones follow each other', async () => {
  const log = await runAll(new Rest(1_000), [5, 5, 5]);
  assert.is(log, 'work work work ');
});

it('work that fails counts as well, and does not keep the others', async () => {
  const rest = new Rest(5);
  const fail = () => {
    block(40);
    throw new Error('no');
  };
  assert.throws(() => rest.after(fail), 'no');
  assert.match(await runAll(rest, [0]), /^(turn )+work/);
});

/** What happens, in order: pieces that take so many milliseconds, and turns of the event loop. */
async function runAll(rest: Rest, pieces: readonly number[]): Promise<string> {
  let log = '';
  let isDone = false;
  const works = pieces.map(async (milliseconds) => {
    await rest.before(() =>
      rest.after(() => {
        log += 'work ';
        block(milliseconds);
      }),
    );
  });
  const turns = (async () => {
    while (!isDone) {
      await setImmediate();
      if (!isDone) log += 'turn ';
    }
  })();
  await Promise.all(works);
  isDone = true;
  await turns;
  return log;
}

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it.run();
