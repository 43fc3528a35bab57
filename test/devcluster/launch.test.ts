import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterFolder, launch, tryLock, unlock } from '../../src/devcluster/index.ts';
import { isAbort, isCapstanError } from '../../src/errors/index.ts';
import { commandLine } from '../../src/process-table.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('launch');

/** A supervisor that has not come to its lock, and says when it was told to stop. */
const slow = 'trap "echo stopped; exit 0" TERM; echo $$ >pid; while :; do sleep 0.05; done';

const never = () => {};

it('a signal before the supervisor has the lock ends it, and nothing goes on', async () => {
  const folder = clusterFolder(scratchFolder());
  const abort = new AbortController();
  const command = ['/bin/sh', '-c', `cd ${folder.dir}; ${slow}`] as const;
  const launched = launch(folder, { command, env: {}, onProgress: never }, abort.signal).catch((error) => error);
  const pid = await eventually(() => {
    assert.ok(existsSync(join(folder.dir, 'pid')));
    return Number(readFileSync(join(folder.dir, 'pid'), 'utf8'));
  });
  abort.abort();
  assert.ok(isAbort(await launched));
  assert.is(commandLine(pid), undefined);
  assert.is(readFileSync(folder.log, 'utf8'), 'stopped\n');
});

it('a signal leaves the supervisor of another command alone, and what it has written', async () => {
  const folder = clusterFolder(scratchFolder());
  writeText(folder.log, 'of the other\n');
  assert.is(tryLock(folder.lock), undefined);
  const terminated: string[] = [];
  const note = () => terminated.push('SIGTERM');
  process.on('SIGTERM', note);
  const abort = new AbortController();
  try {
    const launched = launch(folder, { command: ['/bin/true'], env: {}, onProgress: never }, abort.signal).catch(
      (e) => e,
    );
    const bystander = spawn('/bin/true');
    await new Promise((resolve) => bystander.once('exit', resolve));
    abort.abort();
    assert.ok(isAbort(await launched));
    assert.equal(terminated, []);
    assert.is(readFileSync(folder.log, 'utf8'), 'of the other\n');
  } finally {
    process.off('SIGTERM', note);
    unlock(folder.lock);
  }
});

it('a supervisor that ends without a word is told of by its log, not by what the one before has failed with', async () => {
  const folder = clusterFolder(scratchFolder());
  const state = { phase: 'failed', pid: 1, error: { code: 'LISTEN_FAILED', message: 'port 30005 is taken' } };
  writeText(folder.state, JSON.stringify(state));
  const command = ['/bin/sh', '-c', 'echo no such option; exit 9'] as const;
  const failed = launch(folder, { command, env: {}, onProgress: never }, new AbortController().signal);
  const error = await failed.catch((error: unknown) => error);
  assert.ok(isCapstanError(error, 'TOOL_FAILED'), String(error));
  assert.match(error.message, /exit code 9\)\n {2}no such option$/);
});

it('what the supervisor itself has failed with is told', async () => {
  const folder = clusterFolder(scratchFolder());
  const state = '{"phase":"failed","pid":\'$$\',"error":{"code":"LISTEN_FAILED","message":"port 30005 is taken"}}';
  const command = ['/bin/sh', '-c', `echo '${state}' >${folder.state}; exit 1`] as const;
  const failed = launch(folder, { command, env: {}, onProgress: never }, new AbortController().signal);
  const error = await failed.catch((error: unknown) => error);
  assert.ok(isCapstanError(error, 'LISTEN_FAILED'), String(error));
});

it.run();
