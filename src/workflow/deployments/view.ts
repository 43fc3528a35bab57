import type { Kysely } from 'kysely';
import type { Listed, Page } from '../page.ts';
import type { State } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';

export interface DeploymentView {
  readonly id: number;
  /** `<plan>.<user>`, from the second on `<plan>.<user>.<number>`. */
  readonly name: string;
  readonly offering: string;
  readonly user: string;
  readonly params: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly status: State;
  readonly status_message: string;
  readonly installed: boolean;
  readonly created: Date;
  readonly updated: Date;
}

export interface DeploymentFilter {
  readonly name?: string | undefined;
  readonly user?: string | undefined;
  readonly offering?: string | undefined;
  readonly status?: number | undefined;
}

export async function getDeployment({ db }: Store, id: number): Promise<DeploymentView | undefined> {
  return selectDeployments(db, {}).where('deployments.id', '=', id).executeTakeFirst();
}

/** The newest first. */
export async function listDeployments(
  { db }: Store,
  filter: DeploymentFilter,
  { limit, offset }: Page,
): Promise<Listed<DeploymentView>> {
  const wanted = selectDeployments(db, filter);
  const { total } = await wanted
    .clearSelect()
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { objects: await wanted.orderBy('deployments.id', 'desc').limit(limit).offset(offset).execute(), total };
}

/** Those that are other since then, the oldest change first. */
export async function deploymentsSince(
  { db }: Store,
  since: Date,
  { user }: { readonly user?: string | undefined },
): Promise<readonly DeploymentView[]> {
  return selectDeployments(db, { user })
    .where('deployments.updated', '>=', since)
    .orderBy('deployments.updated')
    .execute();
}

function selectDeployments(db: Kysely<Tables>, { name, user, offering, status }: DeploymentFilter) {
  return db
    .selectFrom('deployments')
    .innerJoin('plans', 'plans.id', 'deployments.plan_id')
    .innerJoin('users', 'users.id', 'deployments.user_id')
    .$if(name !== undefined, (query) => query.where('deployments.name', '=', name as string))
    .$if(user !== undefined, (query) => query.where('users.name', '=', user as string))
    .$if(offering !== undefined, (query) => query.where('plans.name', '=', offering as string))
    .$if(status !== undefined, (query) => query.where('deployments.status', '=', status as State))
    .select([
      'deployments.id',
      'deployments.name',
      'plans.name as offering',
      'users.name as user',
      'deployments.params',
      'deployments.settings',
      'deployments.status',
      'deployments.status_message',
      'deployments.installed',
      'deployments.created',
      'deployments.updated',
    ]);
}
