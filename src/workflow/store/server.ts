import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Database } from './database.ts';
import { listenOnServer } from './listen-on-server.ts';
import { schemaName } from './names.ts';

const maxConnections = 10;
const connectWithinMs = 10_000;
const int8 = 20;
/** Any number that no other user of advisory locks in this database has. */
const preparing = 7_024_620_025;

/**
 * A PostgreSQL server, for as many processes as there are.
 * @throws CapstanError STORE_UNREACHABLE
 */
export async function openServer(url: string, log: Logger): Promise<Database> {
  const config: pg.PoolConfig = {
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectWithinMs,
    application_name: 'cloudmgr',
    keepAlive: true,
    types: { getTypeParser },
  };
  const pool = new pg.Pool({
    ...config,
    onConnect: (client) => client.query(`SET search_path TO ${schemaName}`) as never,
  });
  const onLost = (error: unknown) => log.debug('a connection to the database was lost', { reason: messageOf(error) });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost)); // the pool itself listens only to those that nobody uses
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw unreachable(url, error);
  }
  const listen = listenOnServer(config, log);
  return {
    kind: 'postgres',
    dialect: new PostgresDialect({ pool }),
    queue: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    listen,
    prepare: (work) => oneAtATime(config, work),
    close: async () => {
      if (!pool.ended && !pool.ending) await pool.end();
    },
  };
}

/**
 * Of several processes that open a new database at once one prepares it, and the others find it done: schemas that are made
 * "if they do not exist" by two at once fail. The lock ends with its connection.
 */
async function oneAtATime(config: pg.ClientConfig, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client(config);
  client.on('error', () => {}); // then the lock is gone, and so is the database for `work`
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [preparing]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schemaName}`);
    await work();
  } finally {
    await client.end();
  }
}

/** int8 as a number: none of ours comes near 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text');
}

/** The words without the password of the URL. */
function unreachable(url: string, cause: unknown): CapstanError {
  return new CapstanError('STORE_UNREACHABLE', `the database at ${placeOf(url)} cannot be used: ${messageOf(cause)}`, {
    cause,
  });
}

/** `host:port/name` of a URL. */
export function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the URL that was given';
  }
}
