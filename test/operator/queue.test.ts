import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backoffMs, type NextRun } from '../../src/operator/queue.ts';
import { beginWait, type LabRun, type LabWait, pass, QueueLab, settle } from './queue-lab.ts';

const failed: NextRun = { after: 'backoff' };
const in10s: NextRun = { after: 'delay', ms: 10_000 };
const hour = 3_600_000;

const line = suite('queue');

line('works on what is added at once, and never again by itself', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  assert.is(lab.keys, 'a');
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a');
  assert.equal([lab.queue.depth, lab.queue.active], [0, 0]);
});

line('holds a key once, however often it is added', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  for (const key of ['b', 'c', 'b', 'b', 'c']) await lab.add(key);
  assert.is(lab.queue.depth, 2);
  await lab.last.end();
  await lab.last.end();
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a b c');
});

for (const adds of [1, 3]) {
  line(`runs a key once more when it was added ${adds} times while it ran, and only then`, async () => {
    const lab = new QueueLab({ concurrency: 5 });
    await lab.add('a');
    for (let n = 0; n < adds; n++) await lab.add('a');
    assert.is(lab.keys, 'a', 'not while it runs');
    await lab.last.end();
    assert.is(lab.keys, 'a a');
    await lab.last.end();
    await pass(hour);
    assert.is(lab.keys, 'a a');
  });
}

line('puts what was added while it ran behind what waits already', async () => {
  const lab = new QueueLab();
  for (const key of ['a', 'b', 'a']) await lab.add(key);
  await lab.last.end();
  await lab.last.end();
  assert.is(lab.keys, 'a b a');
});

line('has as many runs at once as workers', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  for (const key of ['a', 'b', 'c', 'd']) await lab.add(key);
  assert.is(lab.keys, 'a b');
  assert.equal([lab.queue.depth, lab.queue.active], [2, 2]);
  await lab.started[0]?.end();
  assert.is(lab.keys, 'a b c');
  assert.equal([lab.queue.depth, lab.queue.active], [1, 2]);
});

line('tells an observer when the line is as long as it is now', async () => {
  const depths: number[] = [];
  const note = () => depths.push(lab.queue.depth);
  const lab = new QueueLab({ observe: { added: note, started: note, retried() {}, finished() {} } });
  for (const key of ['a', 'b', 'c', 'a']) await lab.add(key);
  for (let n = 0; n < 4; n++) await lab.last.end();
  assert.equal(depths, [
    ...[1, 0], // a comes, and starts
    ...[1, 2, 2], // b and c come; a runs and is not in line
    ...[3, 2, 1, 0], // a ends and is in line; b, c and a start
  ]);
});

line('tells an observer of adds, starts with the time waited, ends and retries', async () => {
  const told: string[] = [];
  const lab = new QueueLab({
    observe: {
      added: () => told.push('added'),
      retried: () => told.push('retried'),
      started: (key, waitedMs) => told.push(`started ${key} after ${waitedMs}`),
      finished: (key) => told.push(`finished ${key}`),
    },
  });
  await lab.add('a');
  await lab.add('b');
  await lab.add('b');
  await pass(70);
  await lab.last.end();
  await lab.last.end(failed);
  await pass(hour);
  await lab.last.end();
  assert.equal(told, [
    'added',
    'started a after 0',
    'added',
    'finished a',
    'started b after 70',
    'finished b',
    'retried',
    'added',
    'started b after 0',
    'finished b',
  ]);
});
line.run();

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

const later = suite('a later look');

later('comes after the delay, once', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(in10s);
  await pass(9_999);
  assert.is(lab.keys, 'a');
  await pass(1);
  assert.is(lab.keys, 'a a');
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a a');
});

for (const urgent of [false, true]) {
  later(`gives way to ${urgent ? 'an urgent' : 'an'} add`, async () => {
    const lab = new QueueLab();
    await lab.add('a');
    await lab.last.end(in10s);
    await lab.add('a', urgent);
    assert.is(lab.keys, 'a a');
    await lab.last.end();
    await pass(hour);
    assert.is(lab.keys, 'a a');
  });
}

later('is not waited for when something was added while the run went on', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('a');
  await lab.last.end(in10s);
  assert.is(lab.keys, 'a a');
});

for (const [what, first, second, dueMs] of [
  ['sooner than the first', 1_000, 300, 300],
  ['later than the first', 300, 1_000, 300],
] as const) {
  later(`that is asked for ${what} comes when the sooner one is due`, async () => {
    const lab = new QueueLab();
    await lab.addWithin('a', first);
    await lab.addWithin('a', second);
    await pass(dueMs - 1);
    assert.is(lab.keys, '');
    await pass(1);
    assert.is(lab.keys, 'a');
    await lab.last.end();
    await pass(hour);
    assert.is(lab.keys, 'a');
  });
}

later('that is due soon is not put off by asking again', async () => {
  const lab = new QueueLab();
  await lab.addWithin('a', 250);
  for (let n = 0; n < 4; n++) {
    await pass(60);
    await lab.addWithin('a', 250);
  }
  await pass(10);
  assert.is(lab.keys, 'a');
});

later('comes sooner than the one the last run asked for', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(in10s);
  await lab.addWithin('a', 250);
  await pass(250);
  assert.is(lab.keys, 'a a');
});

later('asked for while the key runs leads to a run after it', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.addWithin('a', 250);
  await lab.last.end();
  await pass(250);
  assert.is(lab.keys, 'a a');
});

later('asked for a key in line is that run', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('b');
  await lab.addWithin('b', 250);
  await lab.last.end();
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a b');
});
later.run();

const waits = suite('a wait');

waits('gives the worker to another key, and takes it back at its end', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('b');
  const wait = beginWait(lab.last);
  assert.is(lab.keys, 'a b');
  assert.is(lab.queue.active, 1);
  await wait.end();
  assert.is(wait.outcome, 'done');
  assert.is(lab.queue.active, 2, 'for a moment one more than allowed');
  await lab.add('c');
  await lab.started[0]?.end();
  assert.is(lab.keys, 'a b', 'b is still at work');
  await lab.started[1]?.end();
  assert.is(lab.keys, 'a b c');
});

waits('hands its failure on, and the worker is taken back all the same', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  const error = new Error('lost');
  await lab.last
    .wait(() => Promise.reject(error))
    .then(
      () => assert.unreachable(),
      (thrown) => assert.is(thrown, error),
    );
  assert.is(lab.queue.active, 1);
  await lab.add('b');
  assert.is(lab.keys, 'a');
});

waits('lets no other worker at the key', async () => {
  const lab = new QueueLab({ concurrency: 3 });
  await lab.add('a');
  const wait = beginWait(lab.last);
  await lab.add('a');
  assert.is(lab.keys, 'a');
  assert.is(wait.outcome, 'waiting', 'an add that is not urgent does not end it');
  await wait.end();
  await lab.last.end();
  assert.is(lab.keys, 'a a');
});

waits('is broken off by an urgent add, and the key runs again at once', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  const wait = beginWait(lab.last);
  await lab.add('a', true);
  assert.is(wait.outcome, 'AbortError');
  assert.is(lab.keys, 'a');
  await lab.last.end(failed);
  assert.is(lab.keys, 'a a');
  assert.is(lab.last.signal.aborted, false, 'the next run has a signal of its own');
});

waits('is broken off at once when something urgent was added before it began', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('a', true);
  assert.is(lab.last.signal.aborted, false, 'what does not wait goes on to its end');
  const wait = beginWait(lab.last);
  await settle();
  assert.is(wait.outcome, 'AbortError');
  await lab.last.end();
  assert.is(lab.keys, 'a a');
});

waits('that is over is not hurt by an urgent add', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await beginWait(lab.last).end();
  await lab.add('a', true);
  assert.is(lab.last.signal.aborted, false);
});
waits.run();

const gone = suite('a key that is forgotten');

for (const [what, next] of [
  ['a retry', failed],
  ['a later look', in10s],
] as const) {
  gone(`has no timer left for ${what}`, async () => {
    const lab = new QueueLab();
    await lab.add('a');
    await lab.last.end(next);
    lab.queue.forget('a');
    await pass(hour);
    assert.is(lab.keys, 'a');
  });
}

gone('has no failures left, and may be added again', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  lab.queue.forget('a');
  await lab.add('a');
  assert.is(lab.keys, 'a a');
  assert.is(lab.last.failures, 0);
});

gone('runs to its end when it runs', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  await lab.add('a');
  lab.queue.forget('a');
  assert.is(lab.last.signal.aborted, false);
  await lab.add('a');
  assert.is(lab.keys, 'a', 'still never twice at once');
  await lab.last.end();
  assert.is(lab.keys, 'a a');
});

gone('while it runs has the failures of that run alone', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  await pass(500);
  lab.queue.forget('a');
  await lab.last.end(failed);
  await pass(500);
  assert.is(lab.keys, 'a a a');
  assert.is(lab.last.failures, 1);
});

gone('in line has its one turn, and is gone after it', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.add('b');
  lab.queue.forget('b');
  await lab.add('b');
  await lab.last.end();
  await lab.last.end();
  await pass(hour);
  assert.is(lab.keys, 'a b');
});

gone('may be one that nobody knows', () => new QueueLab().queue.forget('a'));
gone.run();

const stop = suite('stop');

/** Whether a stop is over. */
function stopping(lab: QueueLab, graceMs: number): () => boolean {
  let isOver = false;
  void lab.queue.stop(graceMs).then(() => {
    isOver = true;
  });
  return () => isOver;
}

stop('is over at once when nothing runs', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end(failed);
  const isOver = stopping(lab, 1_000);
  await settle();
  assert.ok(isOver());
});

stop('lets what runs finish', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  await lab.add('a');
  await lab.add('b');
  const isOver = stopping(lab, 1_000);
  await pass(999);
  assert.not(isOver());
  await lab.started[0]?.end();
  assert.not(isOver());
  await lab.started[1]?.end();
  assert.ok(isOver());
  await pass(1_000);
  assert.equal(
    lab.started.map(({ signal }) => signal.aborted),
    [false, false],
  );
});

stop('aborts what still runs after the grace period, and waits for it', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  const isOver = stopping(lab, 1_000);
  await pass(999);
  assert.is(lab.last.signal.aborted, false);
  await pass(1);
  assert.is(lab.last.signal.aborted, true);
  assert.not(isOver());
  await lab.last.end();
  assert.ok(isOver());
});

stop('aborts what waits at once', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  const wait = beginWait(lab.last);
  await lab.add('b');
  const isOver = stopping(lab, 1_000);
  await settle();
  assert.is(wait.outcome, 'AbortError');
  assert.is(lab.started[1]?.signal.aborted, false, 'but not what works');
  await lab.started[0]?.end();
  assert.not(isOver());
  await lab.started[1]?.end();
  assert.ok(isOver());
});

stop('aborts a wait that begins after it', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  stopping(lab, 1_000);
  const wait = beginWait(lab.last);
  await settle();
  assert.is(wait.outcome, 'AbortError');
});

stop('starts nothing any more: not what is in line, nor added, nor due', async () => {
  const lab = new QueueLab();
  await lab.add('due');
  await lab.last.end(failed);
  await lab.addWithin('later', 100);
  await lab.add('a');
  await lab.add('b');
  await lab.add('a', true);
  stopping(lab, 1_000);
  await lab.add('c', true);
  await lab.addWithin('d', 1);
  await lab.last.end(failed);
  await pass(hour);
  assert.is(lab.keys, 'due a');
});
stop.run();

const law = suite('queue, whatever happens');

type Step =
  | { readonly do: 'add'; readonly key: string; readonly urgent: boolean }
  | { readonly do: 'addWithin'; readonly key: string; readonly ms: number }
  | { readonly do: 'pass'; readonly ms: number }
  /** Ends one of the runs under way. */
  | { readonly do: 'end'; readonly which: number; readonly next: NextRun };

const key = fc.constantFrom('a', 'b', 'c');
const next: fc.Arbitrary<NextRun> = fc.oneof(
  fc.constant<NextRun>({ after: 'nothing' }),
  fc.constant(failed),
  fc.nat(2_000).map((ms): NextRun => ({ after: 'delay', ms })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), key, urgent: fc.boolean() }),
  fc.record({ do: fc.constant('addWithin' as const), key, ms: fc.nat(2_000) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.nat(3_000) }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(), next }),
);

function checkRunning(lab: QueueLab, concurrency: number): void {
  const keys = [...lab.running].map((run) => run.key);
  assert.is(new Set(keys).size, keys.length, `${keys} run at once`);
  assert.ok(keys.length <= concurrency, `${keys} run with ${concurrency} workers`);
  assert.is(lab.queue.active, keys.length);
  assert.ok(lab.queue.depth === 0 || keys.length === concurrency, 'a worker is idle while keys are in line');
}

law(
  'no key runs twice at once, no worker too many or idle, and every add is followed by a run that starts after it',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, concurrency) => {
          const lab = new QueueLab({ concurrency });
          const adds: { readonly key: string; readonly order: number }[] = [];
          for (const step of steps) {
            if (step.do === 'add') adds.push({ key: step.key, order: await lab.add(step.key, step.urgent) });
            else if (step.do === 'addWithin')
              adds.push({ key: step.key, order: await lab.addWithin(step.key, step.ms) });
            else if (step.do === 'pass') await pass(step.ms);
            else await [...lab.running][step.which % Math.max(1, lab.running.size)]?.end(step.next);
            checkRunning(lab, concurrency);
          }
          for (let idle = 0; idle < 2; idle = lab.running.size === 0 ? idle + 1 : 0) {
            for (const run of lab.running) await run.end();
            await pass(hour);
            checkRunning(lab, concurrency);
          }
          for (const { key, order } of adds) {
            assert.ok(
              lab.started.some((run) => run.key === key && run.order > order),
              `${key}, added as number ${order}, never ran`,
            );
          }
        },
      ),
    ),
);

type StepOrWait = Step | { readonly do: 'wait' | 'end wait'; readonly which: number };
const stepOrWait: fc.Arbitrary<StepOrWait> = fc.oneof(
  { weight: 3, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('wait' as const, 'end wait' as const), which: fc.nat() }) },
);

law('no key runs twice at once, and every add is followed by a run that starts after it, also while runs wait', () =>
  fc.assert(
    fc.asyncProperty(fc.array(stepOrWait, { maxLength: 40 }), async (steps) => {
      const lab = new QueueLab();
      const adds: { readonly key: string; readonly order: number }[] = [];
      const waits = new Map<LabRun, LabWait>();
      const end = async (run: LabRun, next?: NextRun) => {
        await waits.get(run)?.end();
        await run.end(next);
      };
      for (const step of steps) {
        const run = 'which' in step ? [...lab.running][step.which % Math.max(1, lab.running.size)] : undefined;
        if (step.do === 'add') adds.push({ key: step.key, order: await lab.add(step.key, step.urgent) });
        else if (step.do === 'addWithin') adds.push({ key: step.key, order: await lab.addWithin(step.key, step.ms) });
        else if (step.do === 'pass') await pass(step.ms);
        else if (run === undefined) continue;
        else if (step.do === 'end') await end(run, step.next);
        else if (step.do === 'end wait') await waits.get(run)?.end();
        else if (waits.get(run)?.outcome !== 'waiting') waits.set(run, beginWait(run));
        const keys = [...lab.running].map(({ key }) => key);
        assert.is(new Set(keys).size, keys.length, `${keys} run at once`);
      }
      for (let idle = 0; idle < 2; idle = lab.running.size === 0 ? idle + 1 : 0) {
        for (const run of lab.running) await end(run);
        await pass(hour);
      }
      assert.is(lab.queue.active, 0, 'every worker is back');
      for (const { key, order } of adds) assert.ok(lab.started.some((run) => run.key === key && run.order > order));
    }),
  ),
);

law('an urgent add is followed by a run at once, or as soon as the key and a worker are free', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), key, async (steps, urgent) => {
      const lab = new QueueLab({ concurrency: 3 });
      for (const step of steps) {
        if (step.do === 'add') await lab.add(step.key, step.urgent);
        else if (step.do === 'addWithin') await lab.addWithin(step.key, step.ms);
        else if (step.do === 'pass') await pass(step.ms);
        else await [...lab.running][step.which % Math.max(1, lab.running.size)]?.end(step.next);
      }
      const order = await lab.add(urgent, true);
      // Three workers for three keys: only the key's own run can stand in the way.
      await [...lab.running].find((run) => run.key === urgent && run.order < order)?.end(failed);
      assert.ok([...lab.running].some((run) => run.key === urgent && run.order > order));
    }),
  ),
);
law.run();
