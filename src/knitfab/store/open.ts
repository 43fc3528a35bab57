import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type PoolConfig } from 'pg';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { schema } from './schema.ts';
import { Store } from './store.ts';
import { versionOf } from './upgrade.ts';

const askAgainMs = 1_000;
// A database whose node is gone answers nothing, not even no.
const connectWithinMs = 10_000;
const answerWithinMs = 60_000;

/**
 * A store whose schema is at least this program's and the published version; waits for the database and the schema's upgrade, telling why.
 * @param uri postgres://HOST:PORT/DATABASE; user and password are PGUSER and PGPASSWORD
 */
export async function openStore(uri: string, published: number, log: Logger, signal: AbortSignal): Promise<Store> {
  const pool = openPool({ connectionString: uri, query_timeout: answerWithinMs }, log);
  // a folder that nobody has published in yet says 0
  const needed = Math.max(schema.length, published);
  try {
    await waitFor(
      async () => {
        const found = await versionOf(pool);
        return found >= needed ? undefined : `its schema is version ${found}, ${needed} is needed`;
      },
      log,
      signal,
    );
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new Store(pool);
}

export function openPool(config: PoolConfig, log: Logger): Pool {
  const pool = new Pool({ max: 4, keepAlive: true, connectionTimeoutMillis: connectWithinMs, ...config });
  pool.on('error', (error) => log.warn('the database closed a connection', { reason: error.message }));
  return pool;
}

/** Asks until there is nothing in the way. @param obstacle what is, if anything; its failure is one too */
export async function waitFor(
  obstacle: () => Promise<string | undefined>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const reason = await obstacle().catch(messageOf);
    if (reason === undefined) return;
    log.info('waiting for the database', { reason });
    await sleep(askAgainMs, undefined, { signal });
  }
}
