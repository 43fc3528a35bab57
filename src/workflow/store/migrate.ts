import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { migrations } from './migrations/index.ts';

/**
 * Brings the database to the newest form; several processes may do it at the same time, one does it.
 * @throws CapstanError STORE_INVALID for a database that a newer version has changed
 */
export async function migrate(db: Kysely<never>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const isNewer = /corrupted migrations/.test(messageOf(error));
  if (!isNewer) throw error;
  throw new CapstanError('STORE_INVALID', 'the database was changed by a newer version of this program', {
    hint: 'use that version, or another database',
    cause: error,
  });
}
