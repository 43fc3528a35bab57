import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectionErrorOf } from '../../src/cluster/connection-errors.ts';
import type { ApiRequest } from '../../src/cluster/request.ts';
import { pauseBeforeRetry } from '../../src/cluster/retry.ts';
import { CapstanError } from '../../src/errors/index.ts';

const it = suite('retry');

const get: ApiRequest = { method: 'GET', path: '/' };
const post: ApiRequest = { method: 'POST', path: '/' };
const socket = (code: string) =>
  connectionErrorOf(Object.assign(new Error(code), { code }), 'https://x', undefined) as CapstanError;
const answer = (status: number, retryAfterMs?: number) =>
  new CapstanError('API_ERROR', 'x', { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

for (const [what, error, getAgain, postAgain] of [
  ['a refused connection', socket('ECONNREFUSED'), true, true],
  ['an unknown host', socket('ENOTFOUND'), true, true],
  ['a connection that does not come about', socket('UND_ERR_CONNECT_TIMEOUT'), true, true],
  ['a reset', socket('ECONNRESET'), true, false],
  ['a closed socket', socket('UND_ERR_SOCKET'), true, false],
  ['an answer that does not come', socket('UND_ERR_HEADERS_TIMEOUT'), false, false],
  ['an untrusted certificate', socket('DEPTH_ZERO_SELF_SIGNED_CERT'), false, false],
  ['429', answer(429), true, true],
  ['502', answer(502), true, false],
  ['503', answer(503), true, false],
  ['504', answer(504), true, false],
  ['500', answer(500), false, false],
  ['a conflict', new CapstanError('CONFLICT', 'x', { status: 409 }), false, false],
  ['a bug', new CapstanError('INTERNAL', 'x'), false, false],
] as const) {
  it(`after ${what} a GET is ${getAgain ? '' : 'not '}sent again, a POST is ${postAgain ? '' : 'not '}sent again`, () => {
    assert.is(pauseBeforeRetry(get, error, 1, 0.5) !== undefined, getAgain);
    assert.is(pauseBeforeRetry(post, error, 1, 0.5) !== undefined, postAgain);
  });
}

it('waits twice as long the second time, with jitter, and gives up after the third try', () => {
  assert.is(pauseBeforeRetry(get, answer(503), 1, 0.5), 100);
  assert.is(pauseBeforeRetry(get, answer(503), 2, 0.5), 200);
  assert.is(pauseBeforeRetry(get, answer(503), 1, 0), 75);
  assert.is(pauseBeforeRetry(get, answer(503), 3, 0.5), undefined);
});

it('honours Retry-After up to ten seconds', () => {
  assert.is(pauseBeforeRetry(get, answer(429, 3_000), 1, 0.5), 3_000);
  assert.is(pauseBeforeRetry(get, answer(429, 60_000), 1, 0.5), 10_000);
  assert.is(pauseBeforeRetry(get, answer(429, 0), 1, 0.5), 100);
});

it('finds the code of a wrapped error', () => {
  const inner = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
  const wrapped = connectionErrorOf(new Error('outer', { cause: inner }), 'https://x', undefined) as CapstanError;
  assert.ok(pauseBeforeRetry(post, wrapped, 1, 0));
});

it.run();
