import type { Pool } from 'pg';
import type { Queries } from './queries.ts';

/** The work whole or not at all. */
export async function together<T>(pool: Pool, work: (client: Queries) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    // a connection that cannot even roll back is no use to anybody
    client.release(broken instanceof Error ? broken : undefined);
  }
}

/** Answers why it failed, if it did: what went wrong before is what counts, and the server forgets the rest with the connection. */
export async function rollBack(client: Queries): Promise<unknown> {
  return client.query('ROLLBACK').then(
    () => undefined,
    (error: unknown) => error,
  );
}
