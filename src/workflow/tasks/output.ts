import type { Store, Stream } from '../store/index.ts';

/** One line that a task printed. */
export interface OutputView {
  /** What to ask to go on after. */
  readonly id: number;
  readonly task: number;
  readonly attempt: number;
  readonly at: Date;
  readonly stream: Stream;
  readonly text: string;
}

/** The lines of a task, or of all tasks of a command, after the one of id `after` (0: from the first), in their order. */
export async function readOutput(
  { db }: Pick<Store, 'db'>,
  of: { readonly task: number } | { readonly command: number },
  after: number,
  limit: number,
): Promise<readonly OutputView[]> {
  const lines = db
    .selectFrom('output_chunks')
    .select(['id', 'task_id as task', 'attempt', 'at', 'stream', 'text'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit);
  if ('task' in of) return lines.where('task_id', '=', of.task).execute();
  return lines
    .where('task_id', 'in', db.selectFrom('tasks').select('id').where('command_id', '=', of.command))
    .execute();
}
