import { randomBytes, randomUUID } from 'node:crypto';
import { sign, verify } from 'hono/jwt';

export const sessionCookie = 'capstan_session';
/** Seconds: a working day. */
export const sessionAge = 12 * 3_600;

export interface Session {
  readonly user: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

interface Claims {
  readonly [claim: string]: unknown;
  readonly sub: string;
  readonly exp: number;
  readonly jti: string;
}

/** Sessions of the page: signed, so that every process that knows the secret takes them; signed out is remembered here. */
export class Sessions {
  readonly #secret: string;
  /** jti → when it would have run out anyway. */
  readonly #ended = new Map<string, number>();

  /** @param secret of one's own when absent: then sessions end with the process */
  constructor(secret: string = randomBytes(32).toString('hex')) {
    this.#secret = secret;
  }

  async begin(user: string): Promise<Session & { readonly token: string }> {
    const expires = seconds() + sessionAge;
    const claims: Claims = { sub: user, exp: expires, jti: randomUUID() };
    return { user, expires, token: await sign(claims, this.#secret, 'HS256') };
  }

  /** Undefined for one that is not ours, has run out, or was ended. */
  async read(token: string): Promise<Session | undefined> {
    const claims = await this.#claims(token);
    return claims && !this.#ended.has(claims.jti) ? { user: claims.sub, expires: claims.exp } : undefined;
  }

  async end(token: string): Promise<void> {
    const claims = await this.#claims(token);
    const now = seconds();
    for (const [jti, expires] of this.#ended) if (expires < now) this.#ended.delete(jti);
    if (claims) this.#ended.set(claims.jti, claims.exp);
  }

  async #claims(token: string): Promise<Claims | undefined> {
    try {
      return (await verify(token, this.#secret, 'HS256')) as unknown as Claims;
    } catch {
      return undefined; // whatever is wrong with it, it opens nothing
    }
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
