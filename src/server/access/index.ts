/**
 * Who may ask for what.
 *
 * A caller is a user of the store: found by `Authorization: ApiKey user:key`, by a bearer token whose claim names a user,
 * or by the signed cookie that the page got at sign-in. An admin sees and commands all, a user the own; what one may not
 * see answers 404, as if it were not there.
 *
 * Invariants: no cookie changes anything for a page of another origin; a wrong key costs its sender, never somebody else;
 * keys, tokens and cookies are in no log and no answer.
 */
export { type AccessOptions, authenticate, byKey } from './authenticate.ts';
export { bearerReader } from './bearer.ts';
export {
  type Caller,
  callerOf,
  maySee,
  type People,
  requireAdmin,
  type ServerEnv,
  userAsked,
  userSeen,
} from './caller.ts';
export { limitRate } from './limit-rate.ts';
export { checkOrigin } from './origin.ts';
export { type Rate, RateLimit } from './rate-limit.ts';
export { type Session, Sessions, sessionAge, sessionCookie } from './session.ts';
