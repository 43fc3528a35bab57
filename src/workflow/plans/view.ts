import type { Kysely } from 'kysely';
import type { Listed, Page } from '../page.ts';
import type { PlanParameter, Step, Store, Tables } from '../store/index.ts';

export interface PlanView {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly limits: { readonly deployments: number; readonly concurrency: number | null };
  readonly parameters: readonly PlanParameter[];
  /** Of its configuration. */
  readonly version: number;
  readonly created: Date;
  readonly updated: Date;
}

export interface ConfigurationView {
  readonly id: number;
  readonly plan: string;
  readonly version: number;
  readonly is_current: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly timeout: number | null;
  readonly created: Date;
}

/** What is offered, by name. */
export async function listPlans({ db }: Pick<Store, 'db'>, { limit, offset }: Page): Promise<Listed<PlanView>> {
  const offered = db.selectFrom('plans').where('withdrawn', 'is', null);
  const { total } = await offered.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await selectPlans(db).orderBy('plans.name').limit(limit).offset(offset).execute();
  return { objects: rows.map(toPlan), total };
}

export async function getPlan({ db }: Pick<Store, 'db'>, name: string): Promise<PlanView | undefined> {
  const row = await selectPlans(db).where('plans.name', '=', name).executeTakeFirst();
  return row && toPlan(row);
}

export async function getPlanById({ db }: Pick<Store, 'db'>, id: number): Promise<PlanView | undefined> {
  const row = await selectPlans(db).where('plans.id', '=', id).executeTakeFirst();
  return row && toPlan(row);
}

export async function listConfigurations(
  { db }: Store,
  { plan }: { readonly plan?: string | undefined },
  { limit, offset }: Page,
): Promise<Listed<ConfigurationView>> {
  const wanted = selectConfigurations(db).$if(plan !== undefined, (query) =>
    query.where('plans.name', '=', plan as string),
  );
  const { total } = await wanted
    .clearSelect()
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await wanted.orderBy('configurations.id', 'desc').limit(limit).offset(offset).execute();
  return { objects: rows.map(toConfiguration), total };
}

export async function getConfiguration({ db }: Store, id: number): Promise<ConfigurationView | undefined> {
  const row = await selectConfigurations(db).where('configurations.id', '=', id).executeTakeFirst();
  return row && toConfiguration(row);
}

export function selectPlans(db: Kysely<Tables>) {
  return db
    .selectFrom('plans')
    .innerJoin('configurations', 'configurations.id', 'plans.configuration_id')
    .where('plans.withdrawn', 'is', null)
    .selectAll('plans')
    .select('configurations.version');
}

type PlanRow = Awaited<ReturnType<ReturnType<typeof selectPlans>['execute']>>[number];

export function toPlan({
  id,
  name,
  description,
  max_deployments,
  max_running,
  parameters,
  version,
  created,
  updated,
}: PlanRow): PlanView {
  const limits = { deployments: max_deployments, concurrency: max_running };
  return { id, name, description, limits, parameters, version, created, updated };
}

function selectConfigurations(db: Kysely<Tables>) {
  return db
    .selectFrom('configurations')
    .innerJoin('plans', 'plans.id', 'configurations.plan_id')
    .selectAll('configurations')
    .select(['plans.name as plan', 'plans.configuration_id as current_id']);
}

type ConfigurationRow = Awaited<ReturnType<ReturnType<typeof selectConfigurations>['execute']>>[number];

function toConfiguration({ plan_id: _, current_id, ...row }: ConfigurationRow): ConfigurationView {
  return { ...row, is_current: row.id === current_id };
}
