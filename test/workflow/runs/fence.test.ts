import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { silentLogger } from '../../../src/log/index.ts';
import {
  cancelCommand,
  getCommand,
  readOutput,
  restartCommand,
  type Store,
  states,
} from '../../../src/workflow/index.ts';
import {
  advance,
  claimNext,
  enrol,
  lastLine,
  type NumberedLine,
  type Run,
  recover,
  writeLines,
} from '../../../src/workflow/runs/index.ts';
import { Bell } from '../../../src/workflow/worker/bell.ts';
import { Term } from '../../../src/workflow/worker/term.ts';
import { newGuard } from '../../subprocess/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { type WorkerStage, workerOptions, workerStage } from '../worker/stage.ts';

const it = suite('runs: the fence');
const limits = { perUser: 9 };
let stage: WorkerStage;
it.before(async () => {
  stage = await workerStage();
});
it.after(async () => await stage[Symbol.asyncDispose]());

async function claim(): Promise<Run> {
  const id = randomUUID();
  await enrol(stage.store, { id, name: `worker ${id}`, host: 'h', pid: 1, capacity: 1 }, 60_000);
  return (await claimNext(stage.store, id, limits)) as Run;
}

const line = (seq: number, text: string): NumberedLine => ({ seq, attempt: 1, stream: 'out', at: new Date(), text });
const codeOf = (action: Promise<unknown>) =>
  action.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

it('lines of a worker that lost its command are refused, and displace none', async () => {
  await stage.offer('plan-1', ['true']);
  const command = await stage.submit('plan-1', 'install');
  const first = await claim();
  const task = first.tasks[1]?.id ?? 0;
  await advance(stage.store, first, { ended: [], next: { do: 'start', task }, by: 'first' }, limits);
  await writeLines(stage.store, first, task, [line(1, 'early')]);
  await writeLines(stage.store, first, task, [line(1, 'early')]);
  await recover(stage.store, limits, { only: first.worker });
  await restartCommand(stage.store, command, 'root');
  const second = await claim();
  assert.is(await codeOf(writeLines(stage.store, first, task, [line(2, 'late')])), 'LEASE_LOST');
  await writeLines(stage.store, second, task, [
    line((await lastLine(stage.store, task)) + 1, "it's \\ the \u{1f600} restart"),
  ]);
  const texts = (await readOutput(stage.store, { command }, 0, 9)).map(({ text }) => text);
  assert.equal(texts, ['early', "it's \\ the \u{1f600} restart"]);
});

it('what a dispatch printed before its worker was lost is kept beside what the next one prints', async () => {
  await stage.offer('plan-2', ['true']);
  const command = await stage.submit('plan-2', 'install');
  const first = await claim();
  await writeLines(stage.store, first, first.tasks[0]?.id ?? 0, [line(1, 'of the first')]);
  await recover(stage.store, limits, { only: first.worker });
  const worker = stage.startWorker();
  assert.is((await stage.ended(command)).status, states.COMPLETED);
  assert.equal(await stage.printed(command), ['of the first', 'step 1 of 1, run: true']);
  await worker.stop();
});

it('a command that somebody wants to end is not handed to another worker', async () => {
  await stage.offer('plan-3', ['true']);
  const command = await stage.submit('plan-3', 'install');
  const run = await claim();
  await cancelCommand(stage.store, command, 'ann');
  for (const _ of ['once', 'again']) {
    await advance(stage.store, run, { ended: [], next: { do: 'hand back' }, by: 'first' }, limits);
    const found = await getCommand(stage.store, command);
    assert.equal([found?.status, found?.status_message], [states.FAILED, 'cancelled by ann']);
  }
});

it('a task whose end could not be written is not run again unless somebody asks for it', async () => {
  await stage.offer('plan-4', ['true']);
  const command = await stage.submit('plan-4', 'install');
  const run = await claim();
  const task = run.tasks[1]?.id ?? 0;
  await advance(stage.store, run, { ended: [], next: { do: 'start', task }, by: 'first' }, limits);
  const guard = newGuard();
  const bell = new Bell();
  const { place } = workerOptions(stage.store, stage.home);
  const store = failingOnce(stage.store);
  const more = { limits, capacity: 1, worker: run.worker, name: 'first', log: silentLogger, bell };
  const term = new Term({ store, place, guard, ...more });
  const stop = new AbortController();
  const picking = term.pick(stop.signal);
  const found = await eventually(async () => {
    const now = await getCommand(stage.store, command);
    assert.is.not(now?.status, states.PENDING);
    return now;
  });
  stop.abort();
  await picking;
  await term.drain(10_000);
  await guard.close();
  assert.equal([found?.status, found?.status_message], [states.FAILED, 'the worker could not go on']);
});

/** Its first transaction is refused, so that nobody knows what became of it. */
function failingOnce(store: Store): Store {
  let isFirst = true;
  const db = new Proxy(store.db, {
    get: (target, key) => {
      if (key === 'transaction' && isFirst) {
        isFirst = false;
        throw new Error('refused');
      }
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...store, db };
}

it.run();
