import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultTimings, reactTo } from '../../src/cluster/watch-retry.ts';
import { CapstanError, type ErrorCode, type ErrorDetails } from '../../src/errors/index.ts';

const error = (code: ErrorCode, details: ErrorDetails = {}) => new CapstanError(code, 'x', details);

const it = suite('reactTo');
for (const [what, cause, state, mustList, waits] of [
  ['a watch that was closed', undefined, undefined, false, [0, 200, 400, 800]],
  ['a position that is too old', error('WATCH_EXPIRED', { status: 410 }), 'syncing', true, [0, 200, 400, 800]],
  ['a server that is away', error('CONNECTION_FAILED'), 'reconnecting', false, [200, 400, 800, 1_600]],
  ['an error of the server', error('API_ERROR', { status: 500 }), 'reconnecting', false, [200, 400, 800, 1_600]],
  ['credentials that are not accepted', error('UNAUTHORIZED', { status: 401 }), 'reconnecting', false, [200, 400, 800]],
  ['a 404 that discovery does not confirm', error('NOT_FOUND', { status: 404 }), 'reconnecting', false, [200, 400]],
  ['a kind without watches', error('API_ERROR', { status: 405 }), 'reconnecting', false, [500, 1_000, 2_000]],
  ['a missing right', error('FORBIDDEN', { status: 403 }), 'forbidden', false, [500, 1_000, 2_000, 4_000]],
  ['a kind that does not exist', error('KIND_UNKNOWN'), 'absent', true, [500, 1_000, 2_000, 4_000, 5_000, 5_000]],
  [
    'a server that asks for patience',
    error('API_ERROR', { status: 429, retryAfterMs: 3_000 }),
    'reconnecting',
    false,
    [3_000, 3_000, 3_000, 3_000, 3_200],
  ],
  [
    'a server that asks for too much patience',
    error('API_ERROR', { status: 503, retryAfterMs: 86_400_000 }),
    'reconnecting',
    false,
    [30_000],
  ],
] as const) {
  it(`${what}: ${state ?? 'goes on'}${mustList ? ', lists' : ''}, waits ${waits.join(', ')} ms`, () => {
    waits.forEach((waitMs, index) => {
      assert.equal(reactTo(cause, index + 1, defaultTimings, 1), { state, mustList, waitMs });
    });
  });
}

for (const [code, longest] of [
  ['CONNECTION_FAILED', 10_000],
  ['WATCH_EXPIRED', 10_000],
  ['FORBIDDEN', 30_000],
  ['KIND_UNKNOWN', 5_000],
] as const) {
  it(`${code}: never waits longer than ${longest} ms, nor less than half of that in the end`, () => {
    for (const failures of [10, 100, 100_000]) {
      assert.is(reactTo(error(code), failures, defaultTimings, 1).waitMs, longest);
      assert.is(reactTo(error(code), failures, defaultTimings, 0).waitMs, longest / 2);
    }
  });
}
it.run();
