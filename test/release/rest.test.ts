import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, isCapstanError, messageOf } from '../../src/errors/index.ts';
import { Rest } from '../../src/release/rest.ts';
import { againIfStarved, withinTime } from '../../src/render/index.ts';

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

it('what the machine gave no time to is tried once more, with time for everything else before', async () => {
  const rest = new Rest(5);
  const nap = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  let log = '';
  const attempt = (naps: number) =>
    againIfStarved(() =>
      rest.before(() =>
        rest.after(() =>
          withinTime(500, () => {
            log += 'work ';
            if (naps-- > 0) nap();
            return 'done';
          }),
        ),
      ),
    );
  const turns = setInterval(() => (log += 'turn '), 1);
  try {
    assert.is(await attempt(1), 'done');
    assert.match(log, /^work (turn )+work /);
    const error = await attempt(2).catch((thrown: unknown) => thrown);
    assert.ok(isCapstanError(error, 'RENDER_TIMEOUT'));
    assert.is(log.match(/work/g)?.length, 4);
  } finally {
    clearInterval(turns);
  }
});

it('what fails for another reason is not tried again', async () => {
  let tries = 0;
  const failing = againIfStarved(async () => {
    tries++;
    throw new CapstanError('RENDER_TIMEOUT', 'no');
  });
  assert.is(await failing.catch(messageOf), 'no');
  assert.is(tries, 1);
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
