import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { signalGroup, signalProcess } from '../../src/devcluster/process.ts';
import { isCapstanError } from '../../src/errors/index.ts';

const it = suite('signals to processes');

it('one that is gone is no failure', async () => {
  const child = spawn('/bin/true', { detached: true });
  await once(child, 'exit');
  assert.is(signalProcess(child.pid as number, 'SIGTERM'), false);
  assert.is(signalGroup(child.pid as number, 'SIGTERM'), false);
});

it("another user's is told as such", async () => {
  const [other, self] = [65_533, 65_534];
  const isRoot = process.getuid?.() === 0;
  const child = spawn('sleep', ['60'], { detached: true, ...(isRoot ? { uid: other } : {}) });
  await once(child, 'spawn');
  const pid = isRoot ? (child.pid as number) : 1;
  if (isRoot) process.seteuid?.(self);
  try {
    signalProcess(pid, 'SIGTERM');
    assert.unreachable();
  } catch (error) {
    assert.ok(isCapstanError(error, 'STATE_INVALID'), String(error));
    assert.is(error.message, `process ${pid} cannot be ended: it is another user's`);
  } finally {
    if (isRoot) process.seteuid?.(0);
    child.kill();
  }
});

it.run();
