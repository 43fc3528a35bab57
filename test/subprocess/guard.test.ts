import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ending, type Guard, now, runProcess } from '../../src/subprocess/index.ts';
import { eventually } from '../support/eventually.ts';
import { isAlive, Lines, newFolder, newGuard, shell } from './stage.ts';

const it = suite('guard');
const program = fileURLToPath(new URL('worker-program.ts', import.meta.url));

/** A guard does not keep its worker's process alive. */
let alive: NodeJS.Timeout;
it.before(() => {
  alive = setInterval(() => {}, 60_000);
});
it.after(() => clearInterval(alive));

/** In its group, in a session of its own, and one whose parent is gone. */
const script = `
  mkdir -p scratch/of/task
  echo $$ > self
  setsid sh -c 'echo $$ > session; exec sleep 600' &
  (setsid sh -c 'echo $$ > orphan; exec sleep 600' &)
  while [ ! -s session ] || [ ! -s orphan ]; do sleep 0.02; done
  : > ready
  exec sleep 600`;

async function startWorker(
  leaseMs: number,
): Promise<{ worker: ChildProcess; pids: readonly number[]; scratch: string }> {
  const folder = newFolder();
  const words = [program, folder, String(leaseMs), script];
  const worker = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await eventually(() => assert.ok(existsSync(join(folder, 'ready'))));
  const pids = ['self', 'session', 'orphan'].map((name) => Number(readFileSync(join(folder, name), 'utf8')));
  assert.ok(pids.every(isAlive));
  return { worker, pids, scratch: join(folder, 'scratch') };
}

it('a worker that is killed takes all of its task with it', async () => {
  const { worker, pids, scratch } = await startWorker(600_000);
  assert.ok(existsSync(scratch));
  worker.kill('SIGKILL');
  await eventually(() => assert.equal(pids.filter(isAlive), []));
  await eventually(() => assert.not.ok(existsSync(scratch)));
});

it('a worker that stands still loses its task when its lease is over, and its folder is its own to remove', async () => {
  const { worker, pids, scratch } = await startWorker(15_000); // it is to see the task begin
  worker.kill('SIGSTOP');
  await eventually(() => assert.equal(pids.filter(isAlive), []));
  assert.ok(existsSync(scratch));
  let said = '';
  worker.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  worker.kill('SIGCONT');
  await eventually(() => assert.equal(JSON.parse(said), { how: 'expired' }));
});

const run = (folder: string, text: string, guard: Guard): Promise<Ending> =>
  runProcess(shell(folder, text), new Lines(), guard, new AbortController().signal);

it('a task that comes after the lease is over never begins; with the next lease others do', async () => {
  const guard = newGuard();
  const folder = newFolder();
  guard.holdUntil(now() + 60_000);
  assert.equal(await run(folder, 'exit 3', guard), { how: 'exit', code: 3 });
  guard.holdUntil(now());
  await sleep(100); // the guard has ended what it knew of, which is nothing
  assert.equal(await run(folder, 'touch began', guard), { how: 'expired' });
  assert.not.ok(existsSync(join(folder, 'began')));
  guard.holdUntil(now() + 60_000);
  assert.equal(await run(newFolder(), 'exit 4', guard), { how: 'exit', code: 4 });
  await guard.close();
});

/** Kills the guard, and returns as soon as its worker knows. */
async function killGuard(guard: Guard): Promise<void> {
  const [pid = 0] = guard.pids;
  process.kill(pid, 'SIGKILL');
  while (guard.pids.includes(pid)) await new Promise(setImmediate);
}

it('a new guard, also one that a new task asks for, watches over the tasks of the one before', async () => {
  const guard = newGuard();
  const folder = newFolder();
  guard.holdUntil(now() + 600_000);
  const first = run(folder, 'touch ready; exec sleep 600', guard);
  await eventually(() => assert.ok(existsSync(join(folder, 'ready'))));
  await killGuard(guard);
  assert.equal(await run(newFolder(), 'exit 5', guard), { how: 'exit', code: 5 });
  guard.holdUntil(now());
  assert.equal(await soon(first), { how: 'expired' });
  await guard.close();
});

it('what the guard was asked when it was killed the new one answers', async () => {
  const guard = newGuard();
  const folder = newFolder();
  guard.holdUntil(now() + 600_000);
  const first = run(folder, 'touch ready; while [ ! -e end ]; do sleep 0.02; done; touch done', guard);
  await eventually(() => assert.ok(existsSync(join(folder, 'ready'))));
  process.kill(guard.pids[0] ?? 0, 'SIGSTOP');
  writeFileSync(join(folder, 'end'), '');
  await eventually(() => assert.ok(existsSync(join(folder, 'done'))));
  await sleep(500); // the worker has asked for its end
  await killGuard(guard);
  assert.equal(await run(newFolder(), 'exit 6', guard), { how: 'exit', code: 6 });
  assert.equal(await soon(first), { how: 'exit', code: 0 });
  await guard.close();
});

function soon<T>(answer: Promise<T>): Promise<T | 'never'> {
  return Promise.race([answer, sleep(60_000, 'never' as const, { ref: false })]);
}

it.run();
