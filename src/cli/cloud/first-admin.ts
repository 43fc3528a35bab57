import { authenticate, findUser, getUser, hasAdminKey, makeKey, makeUser, type Store } from '../../workflow/index.ts';
import { readServerFile } from './server-file.ts';

export const adminName = 'omadmin';

export interface AdminKey {
  readonly user: string;
  readonly key: string;
  readonly isNew: boolean;
}

/**
 * The admin that every store has, with a key that this machine keeps in the data folder. Undefined where there is none and
 * none is made: on a server that others share, once some admin has a key; in either store when this admin is disabled.
 */
export async function firstAdmin(store: Store, data: string): Promise<AdminKey | undefined> {
  await ensureUser(store, adminName, 'admin');
  const kept = readServerFile(data);
  const known = kept && (await authenticate(store, kept.user, kept.key));
  if (kept && known?.role === 'admin') return { user: kept.user, key: kept.key, isNew: false };
  const isShared = store.kind === 'postgres' && (await hasAdminKey(store));
  if (isShared || !(await getUser(store, adminName))) return undefined;
  return { ...(await makeKey(store, adminName, undefined)), isNew: true };
}

/** Whether it had to be made. */
export async function ensureUser(store: Store, name: string, role: 'admin' | 'user'): Promise<boolean> {
  if (await findUser(store, name)) return false;
  await makeUser(store, { name, role }, undefined);
  return true;
}
