import type { Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { note } from '../audit.ts';
import { states } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';
import type { ServiceEntry } from './entry.ts';
import { type PlanView, selectPlans, toPlan } from './view.ts';

/** Offers a service, or changes what is offered: commands that are given from now on have the new configuration. */
export async function registerPlan(
  { db }: Store,
  entry: ServiceEntry,
  by: string | undefined,
): Promise<{ readonly plan: PlanView; readonly isNew: boolean }> {
  return db.transaction().execute(async (trx) => {
    const { id, isNew } = await writePlan(trx, entry);
    const version = await writeConfiguration(trx, id, entry);
    await note(trx, {
      actor: by,
      action: isNew ? 'plan.create' : 'plan.change',
      subject: entry.name,
      detail: { version },
    });
    const row = await selectPlans(trx).where('plans.id', '=', id).executeTakeFirstOrThrow();
    return { plan: toPlan(row), isNew };
  });
}

/**
 * Offers it no more. What was done by it stays on record; the same name may be offered again.
 * @throws CapstanError OFFERING_UNKNOWN; STATE_CONFLICT while somebody has it deployed
 */
export async function withdrawPlan({ db }: Store, name: string, by: string | undefined): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const plan = await trx
      .selectFrom('plans')
      .select('id')
      .where('name', '=', name)
      .where('withdrawn', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!plan) throw new CapstanError('OFFERING_UNKNOWN', `no service ${name} is offered`);
    await refuseDeployed(trx, plan.id, name);
    await trx.updateTable('plans').set({ withdrawn: new Date() }).where('id', '=', plan.id).execute();
    await note(trx, { actor: by, action: 'plan.withdraw', subject: name });
  });
}

async function writePlan(trx: Transaction<Tables>, entry: ServiceEntry): Promise<{ id: number; isNew: boolean }> {
  const values = {
    description: entry.description,
    max_deployments: entry.limits.deployments,
    max_running: entry.limits.concurrency,
    parameters: JSON.stringify(entry.parameters),
    withdrawn: null,
  };
  const made = await trx
    .insertInto('plans')
    .values({ name: entry.name, ...values })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, isNew: true };
  const before = trx.selectFrom('plans').select(['id', 'withdrawn']).where('name', '=', entry.name).forUpdate();
  const { id, withdrawn } = await before.executeTakeFirstOrThrow();
  await trx.updateTable('plans').set(values).where('id', '=', id).execute();
  return { id, isNew: withdrawn !== null };
}

/** A new version only where something is other than in the newest. */
async function writeConfiguration(
  trx: Transaction<Tables>,
  plan: number,
  { env, steps, timeout }: ServiceEntry,
): Promise<number> {
  const newest = await trx
    .selectFrom('configurations')
    .selectAll()
    .where('plan_id', '=', plan)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isSame = newest && textOf(newest) === textOf({ env, steps, timeout });
  if (isSame) return newest.version;
  const version = (newest?.version ?? 0) + 1;
  const values = { plan_id: plan, version, env: JSON.stringify(env), steps: JSON.stringify(steps), timeout };
  const { id } = await trx.insertInto('configurations').values(values).returning('id').executeTakeFirstOrThrow();
  await trx.updateTable('plans').set({ configuration_id: id }).where('id', '=', plan).execute();
  return version;
}

function textOf({ env, steps, timeout }: Pick<ServiceEntry, 'env' | 'steps' | 'timeout'>): string {
  return JSON.stringify([env, steps, timeout]);
}

async function refuseDeployed(trx: Transaction<Tables>, plan: number, name: string): Promise<void> {
  const deployed = await trx
    .selectFrom('deployments')
    .select('name')
    .where('plan_id', '=', plan)
    .where('status', '<>', states.REMOVED)
    .orderBy('id')
    .limit(4)
    .execute();
  if (deployed.length === 0) return;
  const names =
    deployed
      .slice(0, 3)
      .map((one) => one.name)
      .join(', ') + (deployed.length > 3 ? ', …' : '');
  throw new CapstanError('STATE_CONFLICT', `the service ${name} is deployed: ${names}`, {
    hint: 'remove its deployments first',
  });
}
