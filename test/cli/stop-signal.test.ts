import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endsWithin } from '../../src/cli/stop-signal.ts';

const it = suite('endsWithin');

it('is true for work that ends before the signal', async () => {
  const { signal } = new AbortController();
  assert.is(await endsWithin(Promise.resolve(), 0, signal), true);
});

it('is true for work that ends after the signal, in time', async () => {
  const stop = new AbortController();
  const work = Promise.withResolvers<void>();
  const ended = endsWithin(work.promise, 60_000, stop.signal);
  stop.abort();
  work.resolve();
  assert.is(await ended, true);
});

it('is false for work that goes on when the time is over', async () => {
  const stop = new AbortController();
  const ended = endsWithin(new Promise(() => {}), 1, stop.signal);
  stop.abort();
  assert.is(await ended, false);
});

it('is false too when the signal had fired before', async () => {
  assert.is(await endsWithin(new Promise(() => {}), 1, AbortSignal.abort()), false);
});

it('passes a failure on', async () => {
  const { signal } = new AbortController();
  const failure = await endsWithin(Promise.reject(new Error('lost')), 1, signal).catch((error: Error) => error.message);
  assert.is(failure, 'lost');
});

it.run();
