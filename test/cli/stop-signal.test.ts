import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endsWithin } from '../../src/cli/stop-signal.ts';

const it = suite('stop signal');

it('endsWithin is true for work that ends before the signal', async () => {
  const { signal } = new AbortController();
  assert.is(await endsWithin(Promise.resolve(), 0, signal), true);
});

it('endsWithin is true for work that ends after the signal, in time', async () => {
  const stop = new AbortController();
  const work = Promise.withResolvers<void>();
  const ended = endsWithin(work.promise, 60_000, stop.signal);
  stop.abort();
  work.resolve();
  assert.is(await ended, true);
});

it('endsWithin is false for work that goes on when the time is over', async () => {
  const stop = new AbortController();
  const ended = endsWithin(new Promise(() => {}), 1, stop.signal);
  stop.abort();
  assert.is(await ended, false);
});

it('endsWithin is false too when the signal had fired before', async () => {
  assert.is(await endsWithin(new Promise(() => {}), 1, AbortSignal.abort()), false);
});

it('endsWithin passes a failure on', async () => {
  const { signal } = new AbortController();
  const failure = await endsWithin(Promise.reject(new Error('lost')), 1, signal).catch((error: Error) => error.message);
  assert.is(failure, 'lost');
});

it('the first signal asks to stop, one right behind it is the same, a later one ends the process at once', async () => {
  const module = new URL('../../src/cli/stop-signal.ts', import.meta.url).href;
  const script = `
    import { stopOnSignals } from '${module}';
    const signal = stopOnSignals((name) => console.log(name, signal.aborted));
    setInterval(() => {}, 60_000);
    console.log('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  const ended = once(child, 'exit');
  try {
    assert.equal(await once(child.stdout, 'data'), ['started\n']);
    child.kill('SIGTERM');
    assert.equal(await once(child.stdout, 'data'), ['SIGTERM true\n']);
    child.kill('SIGINT');
    await sleep(400);
    child.kill('SIGINT');
    assert.equal(await ended, [1, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

it.run();
