import type { Queries } from './queries.ts';
import { schema } from './schema.ts';
import { rollBack } from './transaction.ts';

// Any number will do, as long as nobody else in this database locks by it.
const lock = 7_305_198;

/** Brings the database to the newest version, each version whole or not at all; two at a time wait for each other. Answers the version. */
export async function upgradeSchema(client: Queries, versions = schema): Promise<number> {
  await client.query('SELECT pg_advisory_lock($1)', [lock]);
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_version (version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
    );
    const current = await versionOf(client);
    for (const [index, text] of versions.entries()) {
      if (index < current) continue;
      // one message of several statements is one transaction
      await client.query(`BEGIN; ${text}; INSERT INTO schema_version (version) VALUES (${index + 1}); COMMIT`);
    }
    return Math.max(current, versions.length);
  } catch (error) {
    await rollBack(client);
    throw error;
  } finally {
    // the lock goes with the connection where this fails
    await client.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
  }
}

/** 0 where no version was installed. */
export async function versionOf(client: Queries): Promise<number> {
  const { rows } = await client.query<{ version: number | null }>(
    "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END AS version",
  );
  if (rows[0]?.version !== 1) return 0;
  const found = await client.query<{ version: number | null }>('SELECT max(version) AS version FROM schema_version');
  return found.rows[0]?.version ?? 0;
}
