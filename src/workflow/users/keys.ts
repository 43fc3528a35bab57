import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { note } from '../audit.ts';
import type { Store } from '../store/index.ts';
import type { UserView } from './users.ts';

const keyBytes = 24;
const hintLength = 6;

/**
 * A new key beside those the user has. It can be read only now.
 * @throws CapstanError USER_UNKNOWN
 */
export async function makeKey(
  { db }: Store,
  user: string,
  by: string | undefined,
): Promise<{ readonly user: string; readonly key: string }> {
  const key = randomBytes(keyBytes).toString('base64url');
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('users')
      .select('id')
      .where('name', '=', user)
      .where('disabled', '=', false)
      .executeTakeFirst();
    if (!row) throw new CapstanError('USER_UNKNOWN', `there is no user ${user}`);
    const hint = key.slice(0, hintLength);
    await trx
      .insertInto('api_keys')
      .values({ user_id: row.id, hash: hashOf(key), hint })
      .execute();
    await note(trx, { actor: by, action: 'user.key', subject: user, detail: { hint } });
  });
  return { user, key };
}

/** Who it is, if the key is one of that user's. A key has 192 random bits: to look for its hash tells nobody anything. */
export async function authenticate({ db }: Store, user: string, key: string): Promise<UserView | undefined> {
  return db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select(['users.name', 'users.role', 'users.disabled', 'users.created'])
    .where('api_keys.hash', '=', hashOf(key))
    .where('api_keys.revoked', 'is', null)
    .where('users.name', '=', user)
    .where('users.disabled', '=', false)
    .executeTakeFirst();
}

export interface KeyView {
  /** The first characters of it. */
  readonly hint: string;
  readonly created: Date;
}

/** Those that open something, the newest first. */
export async function listKeys({ db }: Store, user: string): Promise<readonly KeyView[]> {
  return db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select(['api_keys.hint', 'api_keys.created'])
    .where('users.name', '=', user)
    .where('api_keys.revoked', 'is', null)
    .orderBy('api_keys.id', 'desc')
    .execute();
}

/** A key opens nothing any more. @throws CapstanError ITEM_UNKNOWN; STATE_CONFLICT for the last one of all admins */
export async function revokeKey({ db }: Store, user: string, hint: string, by: string | undefined): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const revoked = await trx
      .updateTable('api_keys')
      .set({ revoked: sql<Date>`now()` })
      .where('user_id', '=', trx.selectFrom('users').select('id').where('name', '=', user))
      .where('hint', '=', hint)
      .where('revoked', 'is', null)
      .returning('id')
      .execute();
    if (revoked.length === 0) {
      throw new CapstanError('ITEM_UNKNOWN', `${user} has no key that begins with ${hint}`);
    }
    const { role } = await trx.selectFrom('users').select('role').where('name', '=', user).executeTakeFirstOrThrow();
    if (role === 'admin' && !(await hasAdminKey({ db: trx }))) {
      throw new CapstanError('STATE_CONFLICT', 'no admin would have a key any more', {
        hint: `make another one first: cloudmgr user key ${user}`,
      });
    }
    await note(trx, { actor: by, action: 'user.revoke', subject: user, detail: { hint } });
  });
}

/** Whether any admin has a key that opens. */
export async function hasAdminKey({ db }: Pick<Store, 'db'>): Promise<boolean> {
  const key = await db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select('api_keys.id')
    .where('api_keys.revoked', 'is', null)
    .where('users.role', '=', 'admin')
    .where('users.disabled', '=', false)
    .executeTakeFirst();
  return key !== undefined;
}

/** sha256, hex. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
