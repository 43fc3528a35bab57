import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Surroundings } from '../program.ts';
import { openPool, schema, upgradeSchema, versionOf, waitFor } from '../store/index.ts';

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** schema-upgrader: brings the database to this version's schema, then publishes it in a folder, for which the others wait. */
export function upgraderCommand({ log, signal }: Surroundings): Command {
  return new Command('schema-upgrader')
    .requiredOption('--host <name>', 'of the database')
    .option('--port <n>', 'of the database', Number, 5432)
    .option('--database <name>', 'the database', 'knit')
    .argument('<folder>', 'where the schema is published')
    .action(async (folder: string, flags: Flags) => {
      // no limit for an answer: a version may take long
      const pool = openPool({ ...flags }, log);
      try {
        await waitFor(() => versionOf(pool).then(() => undefined), log, signal);
        const client = await pool.connect();
        const version = await upgradeSchema(client).finally(() => client.release());
        log.info('the schema is up to date', { version });
      } finally {
        await pool.end();
      }
      publish(folder);
    });
}

function publish(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, text] of schema.entries()) {
    const file = join(folder, `${index + 1}.sql`);
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
