import { Kysely, sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import { type Logger, silentLogger } from '../../log/index.ts';
import { prepareQueue } from '../queue/index.ts';
import { type ChangeListener, Changes } from './changes.ts';
import type { Database } from './database.ts';
import { openEmbedded, openInMemory } from './embedded.ts';
import { migrate } from './migrate.ts';
import { queueSchemaName } from './names.ts';
import { openServer, placeOf } from './server.ts';
import type { Tables } from './tables.ts';

export interface StoreOptions {
  /** postgres://…, a data folder for the embedded store, or memory for one that goes with the process. */
  readonly at: { readonly database: string } | { readonly folder: string } | 'memory';
  readonly log?: Logger;
  /** Whether the queue's upkeep runs in this process: in those that work. */
  readonly isWorker?: boolean;
}

/** What all processes share: plans, deployments, commands, tasks, users and the queue. */
export interface Store {
  readonly kind: 'embedded' | 'postgres';
  /** Where it lies, for people: never a password. */
  readonly place: string;
  readonly db: Kysely<Tables>;
  readonly boss: PgBoss;
  /** Calls the listener for every change, of any process; returns how to stop. */
  onChange(listener: ChangeListener): () => void;
  /** @throws CapstanError STORE_UNREACHABLE */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store and brings it to the newest form. A new embedded one takes some seconds.
 * @throws CapstanError STORE_IN_USE, STORE_UNREACHABLE, STORE_INVALID
 */
export async function openStore({ at, log = silentLogger, isWorker = false }: StoreOptions): Promise<Store> {
  const database = await openDatabase(at, log);
  const db = new Kysely<Tables>({ dialect: database.dialect });
  const boss = new PgBoss({
    db: database.queue,
    backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
    schema: queueSchemaName,
    supervise: isWorker,
    schedule: false,
  });
  boss.on('error', (error) => log.warn('the queue has trouble', { reason: messageOf(error) }));
  const changes = new Changes(database.listen, log);
  const close = async () => {
    await changes.stop().catch(() => {});
    await boss.stop({ graceful: false }).catch(() => {});
    await db.destroy().catch(() => {});
    await database.close();
  };
  try {
    await database.prepare(async () => {
      await migrate(db as never);
      await boss.start();
      await prepareQueue(boss, db);
    });
  } catch (error) {
    await close();
    throw isCapstanError(error) ? error : unusable(at, error);
  }
  return {
    kind: database.kind,
    place: placeFor(at),
    db,
    boss,
    onChange: (listener) => changes.on(listener),
    ping: async () => {
      await sql`SELECT 1`.execute(db).catch((error) => {
        throw new CapstanError('STORE_UNREACHABLE', `the database does not answer: ${messageOf(error)}`, {
          cause: error,
        });
      });
    },
    close,
  };
}

function openDatabase(at: StoreOptions['at'], log: Logger): Promise<Database> {
  if (at === 'memory') return openInMemory();
  return 'database' in at ? openServer(at.database, log) : openEmbedded(at.folder);
}

function placeFor(at: StoreOptions['at']): string {
  if (at === 'memory') return 'memory';
  return 'database' in at ? placeOf(at.database) : at.folder;
}

function unusable(at: StoreOptions['at'], cause: unknown): CapstanError {
  return new CapstanError('STORE_INVALID', `the store at ${placeFor(at)} cannot be used: ${messageOf(cause)}`, {
    cause,
  });
}
