import { sql } from 'kysely';
import { states } from '../states.ts';
import type { Store, Stream } from '../store/index.ts';
import { lostLease, type Run } from './run.ts';

export interface NumberedLine {
  readonly seq: number;
  readonly attempt: number;
  readonly stream: Stream;
  readonly at: Date;
  readonly text: string;
}

/** As long as one statement takes no more than a moment. */
export const linesAtOnce = 2_000;

/**
 * Writing a line again changes nothing.
 * @throws CapstanError LEASE_LOST when the command is this worker's no more
 */
export async function writeLines(
  store: Store,
  run: Pick<Run, 'command' | 'worker' | 'number'>,
  task: number,
  lines: readonly NumberedLine[],
): Promise<void> {
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    const some = JSON.stringify(lines.slice(from, from + linesAtOnce));
    const { numAffectedRows = 0n } = await sql`
      INSERT INTO output_chunks (task_id, seq, attempt, stream, at, text)
      SELECT ${task}::integer, line.* FROM
        json_to_recordset(${some}::json) AS line(seq integer, attempt integer, stream text, at timestamptz, text text)
      WHERE EXISTS (${ownCommand(run)})
      ON CONFLICT (task_id, seq) DO NOTHING`.execute(store.db);
    if (numAffectedRows > 0n) continue; // else these lines are there already, or the command is another's
    const { rows } = await ownCommand(run).execute(store.db);
    if (rows.length === 0) throw lostLease();
  }
}

/** Its row is kept as it is until the lines are written: who takes the command over finds them. */
function ownCommand({ command, worker, number }: Pick<Run, 'command' | 'worker' | 'number'>) {
  return sql`
    SELECT id FROM commands
    WHERE id = ${command}::integer AND worker = ${worker} AND run = ${number}::integer
      AND status = ${states.PENDING}::integer FOR KEY SHARE`;
}

/** The number of a task's last line; 0 when it has none. */
export async function lastLine(store: Store, task: number): Promise<number> {
  const { last } = await store.db
    .selectFrom('output_chunks')
    .select(sql<number>`coalesce(max(seq), 0)`.as('last'))
    .where('task_id', '=', task)
    .executeTakeFirstOrThrow();
  return last;
}
