import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { CapstanError } from '../../errors/index.ts';

const hosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Lets in who has the token: in the address that was printed, then by a cookie that no other site can make a browser send
 * and no script can read; programs send it as a bearer token. A name that leads here from elsewhere (DNS rebinding) is
 * turned away before anything else, and so is what would change something.
 */
export function gate(token: string): MiddlewareHandler {
  return async (c, next) => {
    const [host = '', port = '80'] = (c.req.header('host') ?? '').split(/:(\d+)$/);
    if (!hosts.has(host)) throw new CapstanError('ACCESS_DENIED', `${host} is not this machine's own address`);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      throw new CapstanError('METHOD_UNSUITABLE', `${c.req.method} is not for this page: it only shows`);
    }
    // browsers keep cookies by host, whatever the port: each has a name of its own
    const cookie = `capstan-ui-${port}`;
    const given = [c.req.query('token'), getCookie(c, cookie), bearerOf(c)].filter((one) => one !== undefined);
    if (!given.some((one) => isSame(one, token))) {
      throw new CapstanError('SIGN_IN_NEEDED', 'this page opens with the whole address that capstan ui has printed', {
        hint: 'copy it from the terminal, with ?token=… at its end',
      });
    }
    if (c.req.query('token') !== undefined) {
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    }
    return next();
  };
}

function bearerOf(c: Context): string | undefined {
  return /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
}

/** In the same time whatever differs. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
