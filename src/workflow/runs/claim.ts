import { sql } from 'kysely';
import { takeCommand } from '../queue/index.ts';
import { states } from '../states.ts';
import type { Store } from '../store/index.ts';
import { expand } from './expand.ts';
import { loadRun } from './load.ts';
import { hasPlace, isHeldUp, type Place, releaseHeld } from './places.ts';
import { type Limits, lockPlaces, lostLease, type Run, type Trx } from './run.ts';

/** `'none'`: nothing waits. `'passed'`: what came next is not to be run now, the one after it may be. */
export type Claim = Run | 'none' | 'passed';

/**
 * Takes the next command and makes it this worker's, all or nothing. The first time its tasks are made.
 * @throws CapstanError LEASE_LOST when the worker's lease is over
 */
export function claimNext(store: Store, worker: string, limits: Limits): Promise<Claim> {
  return store.db.transaction().execute(async (trx) => {
    const id = await takeCommand(store.boss, trx);
    if (id === undefined) return 'none';
    const command = await trx
      .selectFrom('commands')
      .select(['id', 'status', 'user_id', 'plan_id', 'deployment_id', 'phase'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (command?.status !== states.INITIATED) return 'passed'; // cancelled meanwhile
    await lockPlaces(trx);
    if (command.phase === 'update' && (await failUninstalled(store, trx, command, limits))) return 'passed';
    if (!(await hasPlace(trx, command, limits))) {
      await trx.updateTable('commands').set({ held: true }).where('id', '=', id).execute();
      return 'passed';
    }
    const { numUpdatedRows } = await trx
      .updateTable('commands')
      .set((eb) => ({
        status: states.PENDING,
        status_message: '',
        held: false,
        worker,
        run: eb('run', '+', 1),
        started: sql<Date>`now()`,
        ended: null,
      }))
      .where('id', '=', id)
      // its row is kept until this is committed: whoever finds the worker lost finds the command, too
      .where((eb) => eb.exists(livingWorker(trx, worker)))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw lostLease();
    await trx
      .updateTable('deployments')
      .set({ status: states.PENDING, status_message: command.phase })
      .where('id', '=', command.deployment_id)
      .execute();
    await expand(trx, id);
    return await loadRun(trx, id);
  });
}

/** An update that waited for an install which came to nothing: there is nothing that it could change. */
async function failUninstalled(store: Store, trx: Trx, command: Place, limits: Limits): Promise<boolean> {
  if (await isHeldUp(trx, command)) return false;
  const found = await trx
    .selectFrom('deployments')
    .select(['name', 'installed'])
    .where('id', '=', command.deployment_id)
    .executeTakeFirstOrThrow();
  if (found.installed) return false;
  const status_message = `the install of ${found.name} was never complete`;
  await trx
    .updateTable('commands')
    .set({ status: states.FAILED, status_message, held: false, ended: sql<Date>`now()` })
    .where('id', '=', command.id)
    .execute();
  await releaseHeld(store, trx, limits, command);
  return true;
}

function livingWorker(trx: Trx, worker: string) {
  return trx
    .selectFrom('workers')
    .select('id')
    .where('id', '=', worker)
    .where('lease_until', '>', sql<Date>`now()`)
    .forKeyShare();
}
