import type { MiddlewareHandler } from 'hono';
import { CapstanError } from '../../errors/index.ts';
import { adminFactor } from '../options.ts';
import { answerProblem, problemOf } from '../problem.ts';
import { callerOf, type ServerEnv } from './caller.ts';
import { type Rate, RateLimit } from './rate-limit.ts';

/** Bounds what one caller asks for. */
export function limitRate({ perSecond, burst }: Rate): MiddlewareHandler<ServerEnv> {
  const users = new RateLimit({ perSecond, burst });
  const admins = new RateLimit({ perSecond: perSecond * adminFactor, burst: burst * adminFactor });
  return async (c, next) => {
    const { name, role } = callerOf(c);
    const { waitMs, remaining } = (role === 'admin' ? admins : users).take(name);
    if (waitMs > 0) {
      const error = new CapstanError('TOO_MANY_REQUESTS', `${name} sends more than is taken`);
      return answerProblem(c, problemOf(error), { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
    }
    await next();
    c.header('ratelimit-remaining', String(remaining));
  };
}
