import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type NextRun, WorkQueue } from '../../src/operator/queue.ts';
import { pass, QueueLab, settle } from './queue-lab.ts';

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

line('waits as long as a timer can, where it is to wait longer', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  await lab.last.end({ after: 'delay', ms: 1_000 * hour });
  await pass(596 * hour);
  assert.is(lab.keys, 'a');
  await pass(hour);
  assert.is(lab.keys, 'a a');
});

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
  const lab = new QueueLab({ observe: { added: note, started: note, retried() {}, finished() {}, broken() {} } });
  for (const key of ['a', 'b', 'c', 'a']) await lab.add(key);
  for (let n = 0; n < 4; n++) await lab.last.end();
  assert.equal(depths, [
    ...[1, 0], // a comes, and starts
    ...[1, 2, 2], // b and c come; a runs and is not in line
    ...[2, 1, 0], // a ends and is in line again, which is no new add; b, c and a start
  ]);
});

line('a key whose work throws costs no worker and is tried again, and the observer is told', async () => {
  const told: string[] = [];
  let runs = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const queue = new WorkQueue({
    concurrency: 1,
    random: () => 0,
    work: async () => {
      runs++;
      if (runs === 1) throw new Error('a bug');
      resolve();
      return { after: 'nothing' };
    },
    observe: {
      added() {},
      retried: () => told.push('retried'),
      started() {},
      finished() {},
      broken: (key, error) => told.push(`broken ${key}: ${(error as Error).message}`),
    },
  });
  queue.add('a');
  await settle();
  await pass(1000);
  await promise;
  assert.equal([runs, ...told], [2, 'broken a: a bug', 'retried']);
});

line('tells an observer of adds, starts with the time waited, ends and retries', async () => {
  const told: string[] = [];
  const lab = new QueueLab({
    observe: {
      added: () => told.push('added'),
      retried: () => told.push('retried'),
      started: (key, waitedMs) => told.push(`started ${key} after ${waitedMs}`),
      finished: (key) => told.push(`finished ${key}`),
      broken: (key, error) => told.push(`broken ${key}: ${error}`),
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
