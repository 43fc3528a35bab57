import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { CapstanError } from '../../errors/index.ts';
import {
  byKey,
  type Caller,
  checkOrigin,
  type People,
  RateLimit,
  type Sessions,
  sessionAge,
  sessionCookie,
} from '../access/index.ts';
import { problems, session, signIn } from '../schemas/index.ts';
import type { Api } from './api.ts';
import { json } from './content.ts';

const tags = ['session'];
const wrongKeys = { perSecond: 0.2, burst: 10 };

const begin = createRoute({
  operationId: 'signIn',
  method: 'post',
  path: '/admin/session',
  tags,
  security: [],
  summary: 'Sign in to the page',
  request: { body: { content: { 'application/json': { schema: signIn } }, required: true } },
  responses: { 200: json(session, 'Signed in: a cookie comes along.'), ...problems(403, 413, 415) },
});

const read = createRoute({
  operationId: 'getSession',
  method: 'get',
  path: '/admin/session',
  tags,
  security: [{ session: [] }],
  summary: 'See who is signed in',
  responses: { 200: json(session, 'Who is signed in.'), ...problems() },
});

const end = createRoute({
  operationId: 'signOut',
  method: 'delete',
  path: '/admin/session',
  tags,
  security: [{ session: [] }, {}],
  summary: 'Sign out',
  responses: { 204: { description: 'Nobody is signed in any more.' }, ...problems(403) },
});

export function sessionRoutes(api: Api, people: People, sessions: Sessions, publicUrl: string | undefined): void {
  const failures = new RateLimit(wrongKeys);

  api.openapi(begin, async (c) => {
    checkOrigin(c, publicUrl, { isNeeded: false });
    const { user, key } = c.req.valid('json');
    const caller = await byKey(`${user}:${key}`, people);
    if (caller === undefined) throw refusal(failures.take(user).waitMs);
    const { token, expires } = await sessions.begin(caller.name);
    const isSecure = (publicUrl ?? c.req.url).startsWith('https:');
    setCookie(c, sessionCookie, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure,
      maxAge: sessionAge,
    });
    return c.json(sessionJson(caller, expires), 200);
  });

  api.openapi(read, async (c) => {
    const session = await sessions.read(tokenOf(c));
    const caller = session && (await people.byName(session.user));
    if (caller === undefined) throw new CapstanError('SIGN_IN_NEEDED', 'nobody is signed in');
    return c.json(sessionJson(caller, session?.expires ?? 0), 200);
  });

  api.openapi(end, async (c) => {
    checkOrigin(c, publicUrl, { isNeeded: false });
    await sessions.end(tokenOf(c));
    deleteCookie(c, sessionCookie, { path: '/' });
    return c.body(null, 204);
  });
}

function tokenOf(c: Context): string {
  return getCookie(c, sessionCookie) ?? '';
}

function sessionJson({ name, role }: Caller, expires: number) {
  return { user: name, role, expires: new Date(expires * 1_000).toISOString() };
}

function refusal(waitMs: number): CapstanError {
  if (waitMs > 0) return new CapstanError('TOO_MANY_REQUESTS', 'too many wrong keys for this user; wait a little');
  return new CapstanError('SIGN_IN_NEEDED', 'the user or the key is not right');
}
