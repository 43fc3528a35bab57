import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NextRun } from '../../src/operator/queue.ts';
import { beginWait, pass, QueueLab, settle } from './queue-lab.ts';

const failed: NextRun = { after: 'backoff' };
const hour = 3_600_000;

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
