import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RateLimit } from '../../src/server/access/index.ts';

const it = suite('rate limit');

function clocked(rate: { perSecond: number; burst: number }) {
  const clock = { ms: 0 };
  return { clock, limit: new RateLimit(rate, () => clock.ms) };
}

it('as many as the burst come at once, the next has to wait as long as one takes to come back', () => {
  const { limit } = clocked({ perSecond: 2, burst: 3 });
  assert.equal(
    [1, 2, 3, 4].map(() => limit.take('a').waitMs),
    [0, 0, 0, 500],
  );
});

it('time gives back, never more than the burst', () => {
  const { clock, limit } = clocked({ perSecond: 2, burst: 3 });
  for (let i = 0; i < 3; i += 1) limit.take('a');
  clock.ms = 500;
  assert.is(limit.take('a').waitMs, 0);
  clock.ms = 3_600_000;
  assert.is(limit.take('a').remaining, 2);
});

it('one caller does not use up what another has', () => {
  const { limit } = clocked({ perSecond: 1, burst: 1 });
  limit.take('a');
  assert.ok(limit.take('a').waitMs > 0);
  assert.is(limit.take('b').waitMs, 0);
});

it('who waits as long as was said is served', () => {
  const { clock, limit } = clocked({ perSecond: 3, burst: 1 });
  limit.take('a');
  clock.ms += Math.ceil(limit.take('a').waitMs);
  assert.is(limit.take('a').waitMs, 0);
});

it.run();
