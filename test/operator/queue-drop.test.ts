import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginWait, pass, QueueLab, settle } from './queue-lab.ts';

const it = suite('a drop');
const hour = 3_600_000;
const isA = (key: string) => key === 'a';

function dropA(lab: QueueLab, graceMs: number): { isOver: boolean } {
  const drop = { isOver: false };
  void lab.queue.drop(isA, graceMs).then(() => {
    drop.isOver = true;
  });
  return drop;
}

it('takes keys out of the line, and leaves the others in it', async () => {
  const lab = new QueueLab();
  for (const key of ['x', 'a', 'b']) await lab.add(key);
  const drop = dropA(lab, 0);
  await settle();
  assert.ok(drop.isOver);
  assert.is(lab.queue.depth, 1);
  await lab.last.end();
  await lab.last.end();
  assert.is(lab.keys, 'x b');
});

for (const [what, make] of [
  ['a back-off', (lab: QueueLab) => lab.last.end({ after: 'backoff' })],
  ['a delay', (lab: QueueLab) => lab.last.end({ after: 'delay', ms: 1_000 })],
] as const) {
  it(`ends ${what}`, async () => {
    const lab = new QueueLab();
    await lab.add('a');
    await make(lab);
    await lab.queue.drop(isA, 0);
    await pass(hour);
    assert.is(lab.keys, 'a');
    await lab.add('a');
    assert.is(lab.last.failures, 0, 'a key that comes back starts anew');
  });
}

it('lets a run finish, and nothing follows from it', async () => {
  for (const next of [{ after: 'backoff' }, { after: 'delay', ms: 5 }, { after: 'nothing' }] as const) {
    const lab = new QueueLab();
    await lab.add('a');
    await lab.add('a');
    const drop = dropA(lab, 1_000);
    await pass(999);
    assert.not(lab.last.signal.aborted);
    assert.not(drop.isOver);
    await lab.last.end(next);
    assert.ok(drop.isOver);
    await pass(hour);
    assert.is(lab.keys, 'a');
  }
});

it('aborts a run that takes longer than the grace, and is over only when the run is', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  await lab.add('a');
  await lab.add('b');
  const [a, b] = lab.started;
  const drop = dropA(lab, 1_000);
  await pass(1_001);
  assert.ok(a?.signal.aborted);
  assert.not(b?.signal.aborted);
  assert.not(drop.isOver);
  await a?.end();
  assert.ok(drop.isOver);
});

it('without grace aborts at once', async () => {
  const lab = new QueueLab();
  await lab.add('a');
  void lab.queue.drop(isA, 0);
  assert.ok(lab.last.signal.aborted);
  await lab.last.end();
});

it('breaks a wait off at once, and one that begins later', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  await lab.add('a');
  const wait = beginWait(lab.last);
  const drop = dropA(lab, hour);
  await settle();
  assert.is(wait.outcome, 'AbortError');
  await lab.last.end();
  assert.ok(drop.isOver);

  await lab.add('a');
  void lab.queue.drop(isA, hour);
  const late = beginWait(lab.last);
  await settle();
  assert.is(late.outcome, 'AbortError');
  await lab.last.end();
});

it('a key that is added again while its run ends runs once more, after it', async () => {
  const lab = new QueueLab({ concurrency: 2 });
  await lab.add('a');
  const drop = dropA(lab, 1_000);
  await lab.add('a');
  assert.is(lab.keys, 'a');
  await lab.started[0]?.end({ after: 'backoff' });
  assert.ok(drop.isOver);
  assert.is(lab.keys, 'a a');
  await pass(2_000);
  assert.not(lab.last.signal.aborted, 'the grace was for the run before');
});
it.run();
