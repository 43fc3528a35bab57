import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Database } from './database.ts';
import { lockFolder } from './lock.ts';
import { changesChannel } from './migrations/index.ts';
import { schemaName } from './names.ts';

/** int8: no number of ours comes near 2^53. */
const parsers = { 20: Number };

/**
 * PostgreSQL within this process, its files in `<folder>/store`. One process at a time may have it open.
 * @throws CapstanError STORE_IN_USE
 */
export async function openEmbedded(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  try {
    return await embedded(new PGlite(join(folder, 'store'), { parsers }), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** In memory, gone with the process: for tests and for trying out. */
export async function openInMemory(): Promise<Database> {
  return embedded(new PGlite({ parsers }), () => {});
}

async function embedded(pglite: PGlite, unlock: () => void): Promise<Database> {
  await pglite.exec(`CREATE SCHEMA IF NOT EXISTS ${schemaName}; SET search_path TO ${schemaName}`);
  return {
    kind: 'embedded',
    dialect: new PGliteDialect({ pglite }),
    queue: fromPglite(pglite),
    listen: (onMessage) => pglite.listen(changesChannel, onMessage),
    prepare: (work) => work(),
    close: async () => {
      if (!pglite.closed) await pglite.close();
      unlock();
    },
  };
}
