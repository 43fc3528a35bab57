import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cancelCommand, getCommand, restartCommand, states } from '../../../src/workflow/index.ts';
import { isAlive } from '../../subprocess/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { writeScript, writeText } from '../../support/scratch.ts';
import { type WorkerStage, workerStage } from '../../workflow/worker/stage.ts';
import { WorkerProcess } from '../../workflow/worker/worker-process.ts';

const it = suite('worker: processes');
let postgres: Postgres;
let stage: WorkerStage;
it.before(async () => {
  postgres = await startPostgres();
  stage = await workerStage({ database: postgres.uri });
});
it.after(async () => {
  await stage[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

const leaseMs = 10_000;

function start(name: string, options: { leaseMs?: number; capacity?: number } = {}): WorkerProcess {
  const settings = { name, leaseMs, perUser: 1_000, ...options };
  return new WorkerProcess({ at: { database: postgres.uri }, home: stage.home, options: settings });
}

const path = (name: string) => join(stage.home, name);
const read = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8').trim().split('\n') : []);

/** Says who it is, and waits until it may end; notes when two of a deployment are there at once. */
function writeGuarded(name: string, body: string): void {
  const script = `cd "$CLOUDMGR_HOME"
exec 9> "lock-$DEPLOY_NAME"
flock -n 9 || { echo "$DEPLOY_NAME" >> clashes; exit 1; }
${body}`;
  writeScript(path(`scripts/${name}`), script);
}

it('002.7: several workers run each command exactly once', async () => {
  writeGuarded('once.sh', 'echo "$DEPLOY_NAME" >> ran');
  await stage.offer('once', ['scripts/once.sh'], { limits: { deployments: 1_000 } });
  await using workers = new AsyncDisposableStack();
  const three = ['one', 'two', 'three'].map((name) => workers.use(start(name, { leaseMs: 60_000 })));
  for (const worker of three)
    await eventually(() => assert.match(worker.log, /worker enrolled/), { timeoutMs: 90_000 });
  const ids: number[] = [];
  for (let n = 0; n < 90; n += 1) ids.push(await stage.submit('once', 'install', { user: n % 2 ? 'ann' : 'bob' }));
  for (const id of ids) assert.is((await stage.ended(id)).status, states.COMPLETED);
  assert.is(read('ran').length, 90);
  assert.is(new Set(read('ran')).size, 90);
  assert.equal(read('clashes'), []);
  const rows = await stage.store.db
    .selectFrom('tasks')
    .select('worker')
    .distinct()
    .where('command_id', 'in', ids)
    .execute();
  assert.ok(rows.length > 1, 'more than one worker had a part in it');
  for (const worker of three) assert.is(await worker.stop(), 0);
});

it('002.7: a worker that is killed within a task takes it along; another finds it, and a restart goes on', async () => {
  writeGuarded(
    'mid.sh',
    'echo $$ > mid.pid; setsid sleep 600 & echo $! > mid.child; while [ ! -e mid.go ]; do sleep 0.02; done',
  );
  await stage.offer('mid', ['true', 'scripts/mid.sh', 'true']);
  const id = await stage.submit('mid', 'install');
  await using workers = new AsyncDisposableStack();
  const doomed = workers.use(start('doomed'));
  const pids = await eventually(() => {
    const found = ['mid.pid', 'mid.child'].flatMap(read).map(Number);
    assert.is(found.length, 2);
    return found;
  });
  const heir = workers.use(start('heir'));
  await doomed.kill();
  await eventually(() => assert.equal(pids.filter(isAlive), []));
  const lost = await stage.ended(id);
  assert.is(lost.status, states.FAILED);
  assert.is(lost.status_message, 'step 2 (run) failed: the worker doomed was lost');
  assert.equal(
    lost.tasks?.map(({ status }) => status),
    [5, 5, 5, 9, 0, 0],
  );
  writeText(path('mid.go'), '');
  await restartCommand(stage.store, id, 'ann');
  const done = await stage.ended(id);
  assert.is(done.status, states.COMPLETED);
  assert.equal(
    done.tasks?.map(({ attempt, worker }) => `${attempt} ${worker}`),
    [...Array(2).fill('1 doomed'), ...Array(4).fill('2 heir')],
  );
  assert.equal(read('clashes'), []);
  assert.is(await heir.stop(), 0);
});

it('002.7: a worker that stands still loses its commands, and writes nothing when it goes on', async () => {
  writeGuarded(
    'still.sh',
    'echo $$ > still.pid; while [ ! -e still.go ]; do sleep 0.02; done; echo whole >> still.ran',
  );
  await stage.offer('still', ['scripts/still.sh']);
  const id = await stage.submit('still', 'install');
  await using workers = new AsyncDisposableStack();
  const frozen = workers.use(start('frozen'));
  const [pid] = await eventually(() => {
    assert.is(read('still.pid').length, 1);
    return read('still.pid').map(Number);
  });
  frozen.signal('SIGSTOP');
  const heir = workers.use(start('heir'));
  assert.is((await stage.ended(id)).status_message, 'step 1 (run) failed: the worker frozen was lost');
  assert.not.ok(isAlive(pid as number), 'its process had gone before');
  writeText(path('still.go'), '');
  await restartCommand(stage.store, id, 'ann');
  const done = await stage.ended(id);
  assert.is(done.tasks?.[1]?.worker, 'heir');
  frozen.signal('SIGCONT');
  await eventually(() => assert.match(frozen.log, /begins anew/));
  await eventually(() => assert.is(frozen.log.match(/worker enrolled/g)?.length, 2));
  assert.equal(await getCommand(stage.store, id), done);
  assert.equal(read('still.ran'), ['whole']);
  assert.equal(read('clashes'), []);
  for (const worker of [frozen, heir]) assert.is(await worker.stop(), 0);
});

it('002.7: workers killed at any moment: what ran is complete or waits for a restart, and nothing ran twice at once', async () => {
  writeGuarded(
    'chaos.sh',
    'echo "$DEPLOY_NAME" >> chaos.began; sleep 0.0$((RANDOM % 9 + 1)); echo "$DEPLOY_NAME" >> chaos.done',
  );
  await stage.offer('chaos', ['bash /data/cloudmgr/scripts/chaos.sh', 'true'], { limits: { deployments: 1_000 } });
  const ids: number[] = [];
  for (let n = 0; n < 60; n += 1) ids.push(await stage.submit('chaos', 'install'));
  await using workers = new AsyncDisposableStack();
  let running = ['a', 'b', 'c'].map((name) => workers.use(start(name)));
  for (let round = 0; round < 3; round += 1) {
    const began = read('chaos.began').length;
    await eventually(() => assert.ok(read('chaos.began').length >= Math.min(began + 5, 58)));
    await (running.shift() as WorkerProcess).kill();
    running = [...running, workers.use(start(`later ${round}`))];
  }
  for (const id of ids) {
    const ended = await stage.ended(id);
    if (ended.status === states.COMPLETED) continue;
    assert.match(
      ended.status_message,
      /^step \d \(run\) failed: the worker (.* was lost|could not reach the database for too long)$/,
    );
    await restartCommand(stage.store, id, 'ann');
    assert.is((await stage.ended(id)).status, states.COMPLETED);
  }
  assert.equal(read('clashes'), []);
  assert.is(new Set(read('chaos.done')).size, 60);
  for (const worker of running) assert.is(await worker.stop(), 0);
});

it('asked to stop, a worker ends the task that runs and gives the rest of the command to another', async () => {
  writeGuarded('drain.sh', 'echo up >> drain.up; while [ ! -e drain.go ]; do sleep 0.02; done');
  await stage.offer('drain', ['scripts/drain.sh', 'true']);
  const id = await stage.submit('drain', 'install');
  await using workers = new AsyncDisposableStack();
  const leaving = workers.use(start('leaving', { leaseMs: 60_000 }));
  await eventually(() => assert.equal(read('drain.up'), ['up']));
  const stopped = leaving.stop();
  writeText(path('drain.go'), '');
  assert.is(await stopped, 0);
  assert.is((await getCommand(stage.store, id))?.status, states.INITIATED);
  const next = workers.use(start('next'));
  const done = await stage.ended(id);
  assert.is(done.status, states.COMPLETED);
  assert.equal(
    done.tasks?.map(({ worker }) => worker),
    ['leaving', 'leaving', 'next', 'next'],
  );
  assert.equal(await stage.store.db.selectFrom('workers').select('name').where('name', '=', 'leaving').execute(), []);
  assert.is(await next.stop(), 0);
});

it('002.25: a command is cancelled in another process than its worker', async () => {
  await stage.offer('far', ['sleep 600']);
  const id = await stage.submit('far', 'install');
  await using worker = start('far');
  await eventually(async () => assert.is((await getCommand(stage.store, id))?.tasks?.[1]?.status, states.PENDING));
  await cancelCommand(stage.store, id, 'ann');
  assert.is((await stage.ended(id)).status_message, 'cancelled by ann');
  assert.is(await worker.stop(), 0);
});

it.run();
