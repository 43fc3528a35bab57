import type { Context } from 'hono';
import { CapstanError } from '../../errors/index.ts';

/** Who sends a request. */
export interface Caller {
  readonly name: string;
  readonly role: 'admin' | 'user';
}

/** Where the store keeps its users. */
export interface People {
  byKey(name: string, key: string): Promise<Caller | undefined>;
  byName(name: string): Promise<Caller | undefined>;
}

/** What a request carries through the routes. */
export interface ServerEnv {
  readonly Variables: { caller: Caller };
}

export function callerOf(c: Context<ServerEnv>): Caller {
  return c.get('caller');
}

/** @throws CapstanError ACCESS_DENIED */
export function requireAdmin(c: Context<ServerEnv>, what: string): Caller {
  const caller = callerOf(c);
  if (caller.role !== 'admin') throw new CapstanError('ACCESS_DENIED', `only an admin ${what}`);
  return caller;
}

/** For whom a request is: an admin may name anybody. @throws CapstanError ACCESS_DENIED */
export function userAsked(c: Context<ServerEnv>, asked: string | undefined): string {
  const caller = callerOf(c);
  const user = asked ?? caller.name;
  if (user !== caller.name && caller.role !== 'admin') {
    throw new CapstanError('ACCESS_DENIED', `${caller.name} may not command for ${user}`);
  }
  return user;
}

/**
 * The user that a list is narrowed to: oneself, for all but admins. A list of another's things is refused rather than
 * empty, which would be untrue. @throws CapstanError ACCESS_DENIED
 */
export function userSeen(c: Context<ServerEnv>, asked: string | undefined): string | undefined {
  const caller = callerOf(c);
  if (caller.role === 'admin') return asked;
  if (asked !== undefined && asked !== caller.name) {
    throw new CapstanError('ACCESS_DENIED', `${caller.name} may not see what belongs to ${asked}`);
  }
  return caller.name;
}

/** Whether the caller may see what belongs to `user`; what one may not see answers as if it were not there. */
export function maySee(c: Context<ServerEnv>, user: string): boolean {
  const caller = callerOf(c);
  return caller.role === 'admin' || caller.name === user;
}
