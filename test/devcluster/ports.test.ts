import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { portOpen } from '../../src/devcluster/ports.ts';
import { isAbort } from '../../src/errors/index.ts';

const it = suite('waiting for a port');

const host = '127.0.0.1';

/** A port that takes no connection and refuses none: its program sleeps, and its queue is full. */
async function hangingPort(): Promise<{ port: number; [Symbol.dispose](): void }> {
  const script = `
    const server = require('node:net').createServer().listen({ port: 0, host: '${host}', backlog: 1 }, () => {
      console.log(server.address().port);
      setImmediate(() => process.kill(process.pid, 'SIGSTOP'));
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(String((await once(child.stdout, 'data'))[0]));
  const queued = Array.from({ length: 4 }, () => connect({ port, host }).on('error', () => {}));
  await once(queued[0] as (typeof queued)[number], 'connect');
  return {
    port,
    [Symbol.dispose]() {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

it('ends with its time where connections are neither taken nor refused', async () => {
  using hanging = await hangingPort();
  const since = Date.now();
  assert.is(await portOpen(hanging.port, 100, host), false);
  assert.ok(Date.now() - since < 10_000);
});

it('ends with the signal', async () => {
  using hanging = await hangingPort();
  const failure = await portOpen(hanging.port, 60_000, host, AbortSignal.timeout(100)).catch((error) => error);
  assert.ok(isAbort(failure) || failure?.name === 'TimeoutError', String(failure));
});

it.run();
