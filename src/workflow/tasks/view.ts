import type { Kysely } from 'kysely';
import type { Listed, Page } from '../page.ts';
import type { Phase, State } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';

export interface TaskView {
  readonly id: number;
  readonly command: number;
  /** Its name. */
  readonly deployment: string;
  readonly offering: string;
  readonly user: string;
  /** `dispatch`, `run`, `git` or `module`. */
  readonly name: string;
  /** What the step calls itself. */
  readonly title: string;
  readonly step: number;
  readonly phase: Phase;
  readonly params: string;
  readonly task_id: string;
  readonly depends_on: number | null;
  readonly status: State;
  readonly status_message: string;
  readonly return_code: number | null;
  readonly attempt: number;
  readonly worker: string | null;
  readonly started: Date | null;
  readonly ended: Date | null;
  readonly created: Date;
  readonly updated: Date;
}

export interface TaskFilter {
  readonly command?: number | undefined;
  readonly user?: string | undefined;
  readonly status?: number | undefined;
  readonly deployment?: string | undefined;
}

export async function getTask({ db }: Pick<Store, 'db'>, id: number): Promise<TaskView | undefined> {
  return selectTasks(db).where('tasks.id', '=', id).executeTakeFirst();
}

/** In their turn. */
export async function listTasksOf({ db }: Pick<Store, 'db'>, command: number): Promise<readonly TaskView[]> {
  return selectTasks(db).where('tasks.command_id', '=', command).orderBy('tasks.position').execute();
}

/** The newest first. */
export async function listTasks({ db }: Store, filter: TaskFilter, { limit, offset }: Page): Promise<Listed<TaskView>> {
  const wanted = matching(db, filter);
  const { total } = await wanted.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const page = wanted.select('tasks.id').orderBy('tasks.id', 'desc').limit(limit).offset(offset);
  const objects = await selectTasks(db).where('tasks.id', 'in', page).orderBy('tasks.id', 'desc').execute();
  return { objects, total };
}

/** Those that are other since then, the oldest change first. */
export async function tasksSince(
  { db }: Store,
  since: Date,
  { user }: { readonly user?: string | undefined },
): Promise<readonly TaskView[]> {
  const changed = selectTasks(db).where('tasks.updated', '>=', since).orderBy('tasks.updated');
  return changed.$if(user !== undefined, (query) => query.where('users.name', '=', user as string)).execute();
}

/** A table is joined only where the filter asks for it: most pages come from the index of ids. */
function matching(db: Kysely<Tables>, { command, user, status, deployment }: TaskFilter) {
  let wanted = db.selectFrom('tasks');
  if (command !== undefined) wanted = wanted.where('tasks.command_id', '=', command);
  if (status !== undefined) wanted = wanted.where('tasks.status', '=', status as State);
  if (deployment !== undefined) {
    wanted = wanted.where(
      'tasks.deployment_id',
      'in',
      db.selectFrom('deployments').select('id').where('name', '=', deployment),
    );
  }
  if (user !== undefined) {
    const own = db
      .selectFrom('commands')
      .innerJoin('users', 'users.id', 'commands.user_id')
      .select('commands.id')
      .where('users.name', '=', user);
    wanted = wanted.where('tasks.command_id', 'in', own);
  }
  return wanted;
}

function selectTasks(db: Kysely<Tables>) {
  return db
    .selectFrom('tasks')
    .innerJoin('commands', 'commands.id', 'tasks.command_id')
    .innerJoin('plans', 'plans.id', 'commands.plan_id')
    .innerJoin('users', 'users.id', 'commands.user_id')
    .innerJoin('deployments', 'deployments.id', 'tasks.deployment_id')
    .select([
      'tasks.id',
      'tasks.command_id as command',
      'deployments.name as deployment',
      'plans.name as offering',
      'users.name as user',
      'tasks.name',
      'tasks.title',
      'tasks.step',
      'tasks.phase',
      'tasks.params',
      'tasks.uuid as task_id',
      'tasks.depends_on',
      'tasks.status',
      'tasks.status_message',
      'tasks.return_code',
      'tasks.attempt',
      'tasks.worker',
      'tasks.started',
      'tasks.ended',
      'tasks.created',
      'tasks.updated',
    ]);
}
