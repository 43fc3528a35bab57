import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { CapstanError } from '../../errors/index.ts';
import { answerProblem, problemOf } from '../problem.ts';
import type { Caller, People, ServerEnv } from './caller.ts';
import { checkOrigin } from './origin.ts';
import { type Rate, RateLimit } from './rate-limit.ts';
import { type Sessions, sessionCookie } from './session.ts';

export interface AccessOptions {
  readonly people: People;
  readonly sessions: Sessions;
  /** Who a bearer token means. Absent: none is taken. */
  readonly readBearer: ((token: string) => Promise<string | undefined>) | undefined;
  readonly publicUrl: string | undefined;
  readonly failures: Rate | undefined;
}

// An address that keeps being wrong is told to wait; who is right is never made to, whatever its neighbours do.
const wrongAnswers: Rate = { perSecond: 1, burst: 20 };

/** Lets a request pass with its caller, or answers 401. */
export function authenticate(options: AccessOptions): MiddlewareHandler<ServerEnv> {
  const failures = new RateLimit(options.failures ?? wrongAnswers);
  return async (c, next) => {
    const caller = await findCaller(c, options);
    if (caller === undefined) return refuse(c, failures);
    c.set('caller', caller);
    await next();
  };
}

async function findCaller(c: Context<ServerEnv>, options: AccessOptions): Promise<Caller | undefined> {
  const header = c.req.header('authorization');
  if (header === undefined) return bySession(c, options);
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(\S.*)$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'apikey':
      return byKey(credentials, options.people);
    case 'bearer': {
      const user = await options.readBearer?.(credentials);
      return user === undefined ? undefined : options.people.byName(user);
    }
    default:
      return undefined;
  }
}

/** `user:key`. */
export async function byKey(credentials: string, people: People): Promise<Caller | undefined> {
  const at = credentials.indexOf(':');
  if (at <= 0) return undefined;
  return people.byKey(credentials.slice(0, at), credentials.slice(at + 1).trim());
}

async function bySession(c: Context<ServerEnv>, options: AccessOptions): Promise<Caller | undefined> {
  const token = getCookie(c, sessionCookie);
  const session = token === undefined ? undefined : await options.sessions.read(token);
  if (session === undefined) return undefined;
  checkOrigin(c, options.publicUrl, { isNeeded: true });
  return options.people.byName(session.user);
}

function refuse(c: Context<ServerEnv>, failures: RateLimit): Response {
  const hasTried = c.req.header('authorization') !== undefined;
  const { waitMs } = hasTried ? failures.take(addressOf(c)) : { waitMs: 0 };
  if (waitMs > 0) {
    const error = new CapstanError('TOO_MANY_REQUESTS', 'too many requests with a wrong key or token come from here');
    return answerProblem(c, problemOf(error), { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
  }
  const words = hasTried ? 'the user, the key or the token is not right' : 'the request does not say who sends it';
  return answerProblem(c, problemOf(new CapstanError('SIGN_IN_NEEDED', words)));
}

/** Of the other end; a request that came without a connection (within this process) has none. */
function addressOf(c: Context<ServerEnv>): string {
  return c.env && 'incoming' in (c.env as object) ? (getConnInfo(c).remote.address ?? '') : '';
}
