import { sql } from 'kysely';
import { sendCommand } from '../queue/index.ts';
import { states } from '../states.ts';
import type { Store } from '../store/index.ts';
import { type Limits, lockPlaces, type Trx } from './run.ts';

/** What a command takes a place of. */
export interface Place {
  readonly id: number;
  readonly user_id: number;
  readonly plan_id: number;
  readonly deployment_id: number;
}

/** As many are looked at at once. */
const lookedAt = 500;

/** Whether a command may run beside those that do. Of one deployment's commands one runs at a time, in their order. */
export async function hasPlace(trx: Trx, command: Place, limits: Limits): Promise<boolean> {
  if (await isHeldUp(trx, command)) return false;
  return choose(await running(trx), [command], await planLimits(trx), limits).length === 1;
}

/** Whether a command for the same deployment was given before it, and has not ended. */
export async function isHeldUp(trx: Trx, { id, deployment_id }: Place): Promise<boolean> {
  const earlier = await trx
    .selectFrom('commands')
    .select('id')
    .where('deployment_id', '=', deployment_id)
    .where('id', '<', id)
    .where('status', 'in', [states.INITIATED, states.PENDING])
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

/**
 * Sends those of the held commands that have a place now. After a command has ended only those that waited for what it
 * had can have one: these are looked at.
 */
export async function releaseHeld(store: Store, trx: Trx, limits: Limits, ended?: Place): Promise<void> {
  await lockPlaces(trx);
  const [taken, plans] = [await running(trx), await planLimits(trx)];
  for (;;) {
    const held = await heldBeside(trx, taken, plans, limits, ended);
    const chosen = choose(taken, held, plans, limits);
    for (const { id } of chosen) {
      await trx.updateTable('commands').set({ held: false }).where('id', '=', id).execute();
      await sendCommand(store.boss, trx, id);
    }
    taken.push(...chosen);
    if (chosen.length === 0 || held.length < lookedAt) return;
  }
}

/**
 * The first of each deployment, where neither it nor its user nor its plan has all that it may have: so the first of them fits
 * in, and no backlog of one user keeps the others from being looked at.
 */
async function heldBeside(
  trx: Trx,
  taken: readonly Place[],
  planLimits: ReadonlyMap<number, number>,
  { perUser }: Limits,
  ended: Place | undefined,
): Promise<Place[]> {
  const busy = taken.map(({ deployment_id }) => deployment_id);
  const users = full(
    taken,
    ({ user_id }) => user_id,
    () => perUser,
  );
  const plans = full(
    taken,
    ({ plan_id }) => plan_id,
    (id) => planLimits.get(id) ?? Infinity,
  );
  const { rows } = await sql<Place>`
    SELECT * FROM (
      SELECT DISTINCT ON (deployment_id) id, user_id, plan_id, deployment_id FROM commands
        WHERE status = ${states.INITIATED} AND held
          AND deployment_id <> ALL (${listOf(busy)}::integer[])
          AND user_id <> ALL (${listOf(users)}::integer[]) AND plan_id <> ALL (${listOf(plans)}::integer[])
          AND (${ended === undefined} OR user_id = ${ended?.user_id ?? 0} OR plan_id = ${ended?.plan_id ?? 0})
        ORDER BY deployment_id, id) AS first
      ORDER BY id LIMIT ${lookedAt}`.execute(trx);
  return rows;
}

function full(taken: readonly Place[], of: (place: Place) => number, limit: (id: number) => number): number[] {
  const counts = Map.groupBy(taken, of);
  return [...counts].filter(([id, places]) => places.length >= limit(id)).map(([id]) => id);
}

function listOf(ids: readonly number[]): string {
  return `{${ids.join(',')}}`;
}

/** Those of the waiting ones, in their order, that fit in beside the running ones. */
export function choose(
  runs: readonly Place[],
  waiting: readonly Place[],
  planLimits: ReadonlyMap<number, number>,
  { perUser }: Limits,
): Place[] {
  const taken = [...runs];
  const passedOver = new Set<number>();
  return waiting.filter((command) => {
    const fits =
      !passedOver.has(command.deployment_id) &&
      !taken.some(({ deployment_id }) => deployment_id === command.deployment_id) &&
      taken.filter(({ user_id }) => user_id === command.user_id).length < perUser &&
      taken.filter(({ plan_id }) => plan_id === command.plan_id).length < (planLimits.get(command.plan_id) ?? Infinity);
    if (fits) taken.push(command);
    else passedOver.add(command.deployment_id);
    return fits;
  });
}

async function running(trx: Trx): Promise<Place[]> {
  const columns = ['id', 'user_id', 'plan_id', 'deployment_id'] as const;
  return await trx.selectFrom('commands').select(columns).where('status', '=', states.PENDING).execute();
}

async function planLimits(trx: Trx): Promise<ReadonlyMap<number, number>> {
  const rows = await trx
    .selectFrom('plans')
    .select(['id', 'max_running'])
    .where('max_running', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, max_running }) => [id, max_running as number]));
}
