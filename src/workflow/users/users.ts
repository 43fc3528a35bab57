import { CapstanError } from '../../errors/index.ts';
import { isUserName } from '../../params/index.ts';
import { note } from '../audit.ts';
import type { Listed, Page } from '../page.ts';
import type { Role, Store } from '../store/index.ts';

export interface UserView {
  readonly name: string;
  readonly role: Role;
  /** No key, token or cookie of the user opens anything. */
  readonly disabled: boolean;
  readonly created: Date;
}

export interface UserChange {
  readonly disabled?: boolean;
  readonly role?: Role;
}

const columns = ['name', 'role', 'disabled', 'created'] as const;

/** @throws CapstanError USER_INVALID; STATE_CONFLICT when there is one of that name */
export async function makeUser(
  { db }: Store,
  { name, role }: { readonly name: string; readonly role: Role },
  by: string | undefined,
): Promise<UserView> {
  if (!isUserName(name)) {
    throw new CapstanError('USER_INVALID', `${JSON.stringify(name.slice(0, 80))} cannot be the name of a user`, {
      hint: 'use letters, digits, dots, dashes and underscores, 63 at most',
    });
  }
  return db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('users')
      .values({ name, role })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning(columns)
      .executeTakeFirst();
    if (!made) throw new CapstanError('STATE_CONFLICT', `there is a user ${name} already`);
    await note(trx, { actor: by, action: 'user.create', subject: name, detail: { role } });
    return made;
  });
}

/** One who may act: who is disabled is not there. */
export async function getUser({ db }: Store, name: string): Promise<UserView | undefined> {
  return db
    .selectFrom('users')
    .select(columns)
    .where('name', '=', name)
    .where('disabled', '=', false)
    .executeTakeFirst();
}

/** Disabled or not. */
export async function findUser({ db }: Store, name: string): Promise<UserView | undefined> {
  return db.selectFrom('users').select(columns).where('name', '=', name).executeTakeFirst();
}

/** @throws CapstanError ITEM_UNKNOWN; STATE_CONFLICT when no admin would be left */
export async function changeUser(
  { db }: Store,
  name: string,
  change: UserChange,
  by: string | undefined,
): Promise<UserView> {
  return db.transaction().execute(async (trx) => {
    // All of them, in one order: of two admins who disable each other one is refused.
    const admins = await trx
      .selectFrom('users')
      .select('name')
      .where('role', '=', 'admin')
      .where('disabled', '=', false)
      .orderBy('id')
      .forUpdate()
      .execute();
    const isLast = admins.length === 1 && admins[0]?.name === name;
    if (isLast && (change.disabled === true || change.role === 'user')) {
      throw new CapstanError('STATE_CONFLICT', `${name} is the only admin`, { hint: 'make another admin first' });
    }
    const changed = Object.entries(change).filter(([, value]) => value !== undefined);
    const user =
      changed.length === 0
        ? await trx.selectFrom('users').select(columns).where('name', '=', name).executeTakeFirst()
        : await trx
            .updateTable('users')
            .set(Object.fromEntries(changed))
            .where('name', '=', name)
            .returning(columns)
            .executeTakeFirst();
    if (user === undefined) throw new CapstanError('ITEM_UNKNOWN', `there is no user ${name}`);
    await note(trx, { actor: by, action: 'user.change', subject: name, detail: Object.fromEntries(changed) });
    return user;
  });
}

export async function listUsers({ db }: Store, { limit, offset }: Page): Promise<Listed<UserView>> {
  const all = db.selectFrom('users');
  const { total } = await all.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { objects: await all.select(columns).orderBy('name').limit(limit).offset(offset).execute(), total };
}
