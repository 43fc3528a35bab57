import { decode, verify, verifyWithJwks } from 'hono/jwt';
import type { JwtOptions } from '../options.ts';
import { KeySet } from './key-set.ts';

const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

/** Reads bearer tokens: who is meant by one, or undefined when it does not hold. */
export function bearerReader(options: JwtOptions): (token: string) => Promise<string | undefined> {
  const claim = options.userClaim ?? 'sub';
  const keySet = options.jwksUrl === undefined ? undefined : new KeySet(options.jwksUrl);
  return async (token) => {
    try {
      const user = (await claimsOf(token, options, keySet))[claim];
      return typeof user === 'string' && user !== '' ? user : undefined;
    } catch (error) {
      // the keys cannot be had: that is not the token's fault
      if (error instanceof AggregateError) throw error.errors[0];
      return undefined;
    }
  };
}

async function claimsOf(
  token: string,
  { secret, issuer, audience }: JwtOptions,
  keySet: KeySet | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const verification = {
    exp: true,
    nbf: true,
    ...(issuer === undefined ? {} : { iss: issuer }),
    ...(audience === undefined ? {} : { aud: audience }),
  };
  const { header } = decode(token);
  // The token's own word on its algorithm only chooses between what was set up for each.
  if (header.alg === 'HS256' && secret !== undefined) {
    return verify(token, secret, { alg: 'HS256', ...verification });
  }
  if (keySet === undefined) return {};
  const keys = await keySet.keysFor((header as { kid?: string }).kid);
  return verifyWithJwks(token, { keys: [...keys], allowedAlgorithms: asymmetric, verification });
}
