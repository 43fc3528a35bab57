import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Listed, Page } from '../page.ts';
import type { Phase, State } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';
import { listTasksOf, type TaskView } from '../tasks/index.ts';

export interface CommandView {
  readonly id: number;
  readonly offering: string;
  readonly user: string;
  readonly phase: Phase;
  readonly params: string;
  readonly status: State;
  readonly status_message: string;
  /** Its name. */
  readonly deployment: string;
  readonly attempt: number;
  readonly cancel_requested: Date | null;
  /** Who gave it. */
  readonly by: string;
  readonly started: Date | null;
  readonly ended: Date | null;
  readonly created: Date;
  readonly updated: Date;
  readonly tasks?: readonly TaskView[];
}

export interface CommandFilter {
  readonly user?: string | undefined;
  readonly offering?: string | undefined;
  readonly status?: number | undefined;
  readonly phase?: string | undefined;
  readonly deployment?: string | undefined;
}

export async function getCommand(store: Pick<Store, 'db'>, id: number): Promise<CommandView | undefined> {
  const row = await selectCommands(store.db).where('commands.id', '=', id).executeTakeFirst();
  return row && { ...row, tasks: await listTasksOf(store, id) };
}

/** The newest first. */
export async function listCommands(
  { db }: Store,
  filter: CommandFilter,
  { limit, offset }: Page,
): Promise<Listed<CommandView>> {
  const ids = await idsOf(db, filter);
  if (ids === undefined) return { objects: [], total: 0 };
  const counted = restrict(db.selectFrom('commands'), filter, ids);
  const { total } = await counted.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const page = restrict(db.selectFrom('commands'), filter, ids)
    .select('commands.id')
    .orderBy('commands.id', 'desc')
    .limit(limit)
    .offset(offset);
  const objects = await selectCommands(db).where('commands.id', 'in', page).orderBy('commands.id', 'desc').execute();
  return { objects, total };
}

/** Those that are other since then, the oldest change first. */
export async function commandsSince(
  { db }: Store,
  since: Date,
  { user }: { readonly user?: string | undefined },
): Promise<readonly CommandView[]> {
  const changed = selectCommands(db).where('commands.updated', '>=', since).orderBy('commands.updated');
  return changed.$if(user !== undefined, (query) => query.where('users.name', '=', user as string)).execute();
}

export function selectCommands(db: Kysely<Tables>) {
  return db
    .selectFrom('commands')
    .innerJoin('plans', 'plans.id', 'commands.plan_id')
    .innerJoin('users', 'users.id', 'commands.user_id')
    .innerJoin('users as givers', 'givers.id', 'commands.submitted_by')
    .innerJoin('deployments', 'deployments.id', 'commands.deployment_id')
    .select([
      'commands.id',
      'plans.name as offering',
      'users.name as user',
      'commands.phase',
      'commands.params',
      'commands.status',
      'commands.status_message',
      'deployments.name as deployment',
      'commands.attempt',
      'commands.cancel_requested',
      'givers.name as by',
      'commands.started',
      'commands.ended',
      'commands.created',
      'commands.updated',
    ]);
}

interface FilterIds {
  readonly user_id?: number;
  readonly plan_id?: number;
  readonly deployment_id?: number;
}

/** Names become ids first: then a page and its count come from an index alone. undefined: a name that nobody has. */
async function idsOf(
  db: Kysely<Tables>,
  { user, offering, deployment }: CommandFilter,
): Promise<FilterIds | undefined> {
  const ids: { -readonly [name in keyof FilterIds]: FilterIds[name] } = {};
  for (const [column, table, name] of [
    ['user_id', 'users', user],
    ['plan_id', 'plans', offering],
    ['deployment_id', 'deployments', deployment],
  ] as const) {
    if (name === undefined) continue;
    const row = await db.selectFrom(table).select('id').where('name', '=', name).executeTakeFirst();
    if (row === undefined) return undefined;
    ids[column] = row.id;
  }
  return ids;
}

function restrict<O>(
  query: SelectQueryBuilder<Tables, 'commands', O>,
  { status, phase }: CommandFilter,
  ids: FilterIds,
): SelectQueryBuilder<Tables, 'commands', O> {
  let wanted = query;
  for (const [column, id] of Object.entries(ids))
    wanted = wanted.where(`commands.${column as keyof FilterIds}`, '=', id as number);
  if (status !== undefined) wanted = wanted.where('commands.status', '=', status as State);
  if (phase !== undefined) wanted = wanted.where('commands.phase', '=', phase as Phase);
  return wanted;
}
