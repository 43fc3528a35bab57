import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backoffMs, type NextRun } from '../../src/operator/queue.ts';
import { pass, QueueLab } from './queue-lab.ts';

const failed: NextRun = { after: 'backoff' };
const in10s: NextRun = { after: 'delay', ms: 10_000 };
const hour = 3_600_000;

const back = suite('back-off');

for (const [failures, ms] of [
  [0, 500],
  [1, 500],
  [2, 1_000],
  [3, 2_000],
  [4, 4_000],
  [9, 128_000],
  [10, 256_000],
  [11, 300_000],
  [12, 300_000],
  [5_000, 300_000],
] as const) {
  back(`after ${failures} failures is ${ms} ms, a fifth more or less`, () => {
    assert.is(backoffMs(failures, 0.5), ms);
    assert.is(backoffMs(failures, 0), 0.8 * ms);
    assert.is(backoffMs(failures, 0.999_999_999), 1.2 * ms);
  });
}

back('never shrinks with more failures, and spreads what failed together', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(100), random, random, (failures, a, b) => {
      assert.ok(backoffMs(failures + 1, a) >= backoffMs(failures, a));
      if (backoffMs(failures, a) < backoffMs(failures, b)) assert.ok(a < b);
      assert.ok(Number.isSafeInteger(backoffMs(failures, a)));
    }),
  );
});

back('grows from failure to failure, and tells each run how many there were', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  for (const [failures, ms] of [500, 1_000, 2_000, 4_000].entries()) {
    assert.is(lab.last.failures, failures);
    await lab.last.end(failed);
    await pass(ms - 1);
    assert.is(lab.started.length, failures + 1, 'not a moment earlier');
    await pass(1);
    assert.is(lab.started.length, failures + 2);
  }
});

back('takes its chance from outside', async () => {
  const lab = new QueueLab({ random: () => 0 });
  await lab.add('a');
  await lab.last.end(failed);
  await pass(400);
  assert.is(lab.keys, 'a a');
});

for (const [what, next] of [
  ['a success', { after: 'nothing' }],
  ['a success with a later look', in10s],
] as const) {
  back(`is forgotten after ${what}`, async () => {
    const lab = new QueueLab();
    await lab.add('a');
    await lab.last.end(failed);
    await pass(500);
    await lab.last.end(next);
    await lab.add('a');
    assert.is(lab.last.failures, 0);
    await lab.last.end(failed);
    await pass(500);
    assert.is(lab.last.failures, 1);
  });
}

back('of one key holds up no other', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  await lab.add('b');
  assert.is(lab.keys, 'a b');
});

back('is cut short by nothing that is not urgent', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  await pass(200);
  await lab.add('a');
  await lab.addWithin('a', 10);
  await pass(299);
  assert.is(lab.keys, 'a');
  await pass(1);
  assert.is(lab.keys, 'a a');
  assert.is(lab.last.failures, 1);
});

back('is kept when something not urgent was added while the run failed', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('a');
  await lab.last.end(failed);
  await pass(499);
  assert.is(lab.keys, 'a');
  await pass(1);
  assert.is(lab.keys, 'a a');
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a a', 'the retry was the run for what was added');
});

back('ends with an urgent add, and the count starts anew', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  await pass(500);
  await lab.last.end(failed);
  await pass(100);
  await lab.add('a', true);
  assert.is(lab.keys, 'a a a');
  assert.is(lab.last.failures, 0);
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a a a', 'the timer that was set is gone');
});

back('does not begin when something urgent was added while the run failed', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  await pass(500);
  await lab.add('a', true);
  await lab.last.end(failed);
  assert.is(lab.keys, 'a a a');
  assert.is(lab.last.failures, 0);
  await lab.last.end(failed);
  await pass(500);
  assert.is(lab.keys, 'a a a a');
  assert.is(lab.last.failures, 1);
});
back.run();
