import { type Kysely, sql, type Transaction } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';

export const queueName = 'cloud-commands';

/** A command waits as long as there is no worker; what was taken is of no use any more. */
const tenYears = 10 * 365 * 86_400;
const oneHour = 3_600;

export async function prepareQueue<T>(boss: PgBoss, db: Kysely<T>): Promise<void> {
  await boss.createQueue(queueName, { retentionSeconds: tenYears, deleteAfterSeconds: oneHour });
  // pg-boss reads what it knows of a queue at its first use, on a connection of its own: never within a transaction, for
  // which the embedded store has that one connection alone
  await boss.findJobs(queueName, { id: '00000000-0000-0000-0000-000000000000' });
  await sql.raw(await sendingFunction(boss)).execute(db);
}

/** `queue_command(id)`: what this version of pg-boss says to make a job, for the functions of the database that write commands. */
async function sendingFunction(boss: PgBoss): Promise<string> {
  let statement = '';
  let job = '';
  const executeSql = async (text: string, values: unknown[] = []) => {
    statement = text;
    job = String(values[0]);
    return { rows: [{ id: '' }] };
  };
  await boss.send(queueName, { command: 0 }, { db: { executeSql } });
  return `CREATE OR REPLACE FUNCTION queue_command(command integer) RETURNS SETOF uuid LANGUAGE plpgsql AS $queue$
    #variable_conflict use_column
    DECLARE given_jobs json := jsonb_set('${job}', '{0,data,command}', to_jsonb(command));
    BEGIN RETURN QUERY ${statement.replaceAll('$1', 'given_jobs')}; END $queue$`;
}

/** In the transaction that makes the command waiting. */
export async function sendCommand<T>(boss: PgBoss, trx: Transaction<T>, command: number): Promise<void> {
  await boss.send(queueName, { command }, { db: fromKysely(trx as never) });
}

/**
 * Takes the next command from the queue, for good: when the transaction is not committed, as when the worker is killed, the
 * command is where it was. Undefined when none waits.
 */
export async function takeCommand<T>(boss: PgBoss, trx: Transaction<T>): Promise<number | undefined> {
  const db = fromKysely(trx as never);
  const [job] = await boss.fetch<{ readonly command: number }>(queueName, { db });
  if (job === undefined) return undefined;
  await boss.complete(queueName, job.id, null, { db });
  return job.data.command;
}
