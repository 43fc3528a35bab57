import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { now, runProcess } from '../../src/subprocess/index.ts';
import { eventually } from '../support/eventually.ts';
import { isAlive, Lines, newFolder, newGuard, shell } from './stage.ts';

const it = suite('run a process');
const guard = newGuard();
guard.holdUntil(now() + 600_000);
it.after(() => guard.close());

const never = new AbortController().signal;

it('its lines come with their stream, its exit code is kept', async () => {
  const lines = new Lines();
  const ending = await runProcess(shell(newFolder(), 'echo a; echo b >&2; exit 3'), lines, guard, never);
  assert.equal(ending, { how: 'exit', code: 3 });
  assert.equal(lines.all.map(({ stream, text }) => `${stream} ${text}`).sort(), ['err b', 'out a']);
});

it('a line is passed on when it is printed, not at the end', async () => {
  const lines = new Lines();
  const folder = newFolder();
  const running = runProcess(shell(folder, 'echo first; while [ ! -e go ]; do sleep 0.02; done'), lines, guard, never);
  await eventually(() => assert.equal(lines.texts, ['first']));
  writeFileSync(join(folder, 'go'), '');
  assert.equal(await running, { how: 'exit', code: 0 });
});

it('arguments are words, whatever a shell would make of them', async () => {
  const lines = new Lines();
  const folder = newFolder();
  const words = ['$(touch x)', '`touch x`', '; touch x', 'a  b', '*', '', '"', "'"];
  const request = { ...shell(folder, ''), file: '/usr/bin/printf', args: ['[%s]\\n', ...words] };
  await runProcess(request, lines, guard, never);
  assert.equal(
    lines.texts,
    words.map((word) => `[${word}]`),
  );
});

it('the environment is what it is given, and the folder', async () => {
  const lines = new Lines();
  const folder = newFolder();
  await runProcess({ ...shell(folder, ''), file: '/usr/bin/env', args: [] }, lines, guard, never);
  const names = lines.texts.map((line) => line.split('=')[0]).filter((name) => name !== '_');
  assert.equal(names.sort(), ['PATH', 'PWD', 'TMPDIR']);
});

it('what it leaves running, also in a session of its own, ends with it', async () => {
  const folder = newFolder();
  const script =
    'sleep 600 & echo $! > near; setsid sh -c "echo \\$\\$ > far; exec sleep 600" & while [ ! -s far ]; do sleep 0.02; done';
  const ending = await runProcess(shell(folder, script), new Lines(), guard, never);
  assert.equal(ending, { how: 'exit', code: 0 });
  for (const file of ['near', 'far']) {
    const pid = Number(readFileSync(join(folder, file), 'utf8'));
    assert.ok(pid > 0);
    assert.not.ok(isAlive(pid), file);
  }
});

it('a time-out ends it', async () => {
  const request = shell(newFolder(), 'sleep 600', { timeoutMs: 200 });
  assert.equal(await runProcess(request, new Lines(), guard, never), { how: 'timeout' });
});

it('cancelled, it gets SIGTERM and can say its last words', async () => {
  const lines = new Lines();
  const cancel = new AbortController();
  const script = 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.02; done';
  const running = runProcess(shell(newFolder(), script), lines, guard, cancel.signal);
  await eventually(() => assert.equal(lines.texts, ['up']));
  cancel.abort();
  assert.equal(await running, { how: 'cancelled' });
  assert.is(lines.texts.at(-1), 'bye');
});

it('a signal of somebody else is told from an exit', async () => {
  const ending = await runProcess(shell(newFolder(), 'kill -9 $$'), new Lines(), guard, never);
  assert.equal(ending, { how: 'signal', name: 'SIGKILL' });
});

it('output that nobody can take holds it up, and is whole in the end', async () => {
  const lines = new Lines();
  const room = Promise.withResolvers<void>();
  const full = { write: lines.write.bind(lines), whenRoom: () => room.promise };
  const folder = newFolder();
  const script = 'i=0; while [ $i -lt 20000 ]; do echo "line number $i"; i=$((i+1)); done; : > written';
  const running = runProcess(shell(folder, script), full, guard, never);
  await eventually(() => assert.ok(lines.all.length > 0));
  assert.not.ok(existsSync(join(folder, 'written')));
  room.resolve();
  assert.equal(await running, { how: 'exit', code: 0 });
  assert.is(lines.all.length, 20_000);
});

it('a guard that is killed is started anew, and knows of what runs', async () => {
  const own = newGuard();
  own.holdUntil(now() + 600_000);
  const folder = newFolder();
  const lines = new Lines();
  const cancel = new AbortController();
  const running = runProcess(shell(folder, 'echo up; exec sleep 600'), lines, own, cancel.signal);
  await eventually(() => assert.equal(lines.texts, ['up']));
  const [first] = own.pids;
  process.kill(first as number, 'SIGKILL');
  await eventually(() => assert.ok(own.pids.length === 1 && own.pids[0] !== first));
  own.holdUntil(now());
  assert.equal(await running, { how: 'expired' });
  await own.close();
});

it('a process that left group, parents, environment and folder behind, and holds the output open, is not waited for', async () => {
  const folder = newFolder();
  const stray = `cd /; export TMPDIR=/var/tmp; setsid sh -c 'setsid sleep 600 & echo $! > ${folder}/stray'`;
  const cancel = new AbortController();
  const script = `${stray}; : > ${folder}/ready; exec sleep 600`;
  const running = runProcess(shell(folder, script), new Lines(), guard, cancel.signal);
  await eventually(() => assert.ok(existsSync(join(folder, 'ready'))));
  cancel.abort();
  assert.equal(await running, { how: 'cancelled' });
  const pid = Number(readFileSync(join(folder, 'stray'), 'utf8'));
  assert.ok(isAlive(pid));
  process.kill(pid, 'SIGKILL');
});

it('what has an environment of its own is known by the folder that it is in', async () => {
  const folder = newFolder();
  const stray = `export TMPDIR=/var/tmp; setsid sh -c 'setsid sleep 60 & echo $! > stray'`;
  const ending = await runProcess(shell(folder, stray, { scratch: folder }), new Lines(), guard, never);
  assert.equal(ending, { how: 'exit', code: 0 });
  assert.not.ok(isAlive(Number(readFileSync(join(folder, 'stray'), 'utf8'))));
});

it('all that was printed is kept, also when there is no room for it for a while', async () => {
  const lines = new Slow();
  await runProcess(shell(newFolder(), 'seq 100000'), lines, guard, never);
  assert.is(lines.all.length, 100_000);
});

/** Has no room for the first while. */
class Slow extends Lines {
  #isFirst = true;

  override whenRoom() {
    if (!this.#isFirst) return undefined;
    this.#isFirst = false;
    return sleep(1_500);
  }
}

it.run();
