import { sql } from 'kysely';
import { states } from '../states.ts';
import type { Store } from '../store/index.ts';
import { failDeployment, requeue, wishOf } from './advance.ts';
import { releaseHeld } from './places.ts';
import { type Limits, lostLease, type Run, type Trx } from './run.ts';

export interface WorkerIdentity {
  /** A uuid. */
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly capacity: number;
}

export interface OwnCommand {
  readonly id: number;
  /** Who wants it to end. */
  readonly cancelledBy: string | undefined;
}

function after(leaseMs: number) {
  return sql<Date>`now() + ${leaseMs}::integer * interval '1 millisecond'`;
}

export async function enrol(store: Store, worker: WorkerIdentity, leaseMs: number): Promise<void> {
  await store.db
    .insertInto('workers')
    .values({ ...worker, lease_until: after(leaseMs) })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ lease_until: after(leaseMs) }))
    .execute();
}

/**
 * Prolongs the lease, and tells which commands are this worker's.
 * @throws CapstanError LEASE_LOST when another has found it lost
 */
export async function renew(store: Store, worker: string, leaseMs: number): Promise<OwnCommand[]> {
  const { numUpdatedRows } = await store.db
    .updateTable('workers')
    .set({ lease_until: after(leaseMs), seen: sql<Date>`now()` })
    .where('id', '=', worker)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw lostLease();
  return await ownCommands(store, worker);
}

export async function ownCommands(store: Store, worker: string): Promise<OwnCommand[]> {
  const rows = await store.db
    .selectFrom('commands')
    .select(['id', 'cancel_requested', 'cancelled_by'])
    .where('status', '=', states.PENDING)
    .where('worker', '=', worker)
    .execute();
  return rows.map(({ id, cancel_requested, cancelled_by }) => ({
    id,
    cancelledBy: cancel_requested === null ? undefined : (cancelled_by ?? 'somebody'),
  }));
}

export interface Recovery {
  readonly lost: readonly string[];
  readonly failed: readonly number[];
  readonly requeued: readonly number[];
}

/** Those whose lease is over; all but one, where no other process can be; or one that has left. */
export type Which = 'lost' | { readonly allBut: string } | { readonly only: string };

/**
 * Strikes workers off, and takes their commands from them: one whose task ran has failed with it and waits for a restart;
 * one that stood between two tasks goes back to the queue, for nothing of it was begun that is not done.
 */
export function recover(store: Store, limits: Limits, which: Which = 'lost'): Promise<Recovery> {
  return store.db.transaction().execute(async (trx) => {
    const lost = await select(trx, which);
    const failed: number[] = [];
    const requeued: number[] = [];
    for (const worker of lost) {
      for (const command of await commandsOf(trx, worker.id)) {
        const reason = `the worker ${worker.name} was lost`;
        const wanted = wishOf(command);
        const ran = await failRunningTask(trx, command.id, wanted ?? reason);
        if (ran === undefined && wanted === undefined) {
          await requeue(store, trx, command.id);
          requeued.push(command.id);
        } else {
          await failCommand(trx, command, wanted ?? `step ${ran} failed: ${reason}`);
          failed.push(command.id);
        }
      }
      await trx.deleteFrom('workers').where('id', '=', worker.id).execute();
    }
    await releaseHeld(store, trx, limits);
    return { lost: lost.map(({ name }) => name), failed, requeued };
  });
}

/** Ends a run that its own worker cannot go on with. */
export function abandon(store: Store, run: Run, message: string, limits: Limits): Promise<void> {
  return store.db.transaction().execute(async (trx) => {
    const own = (await commandsOf(trx, run.worker)).find(({ id }) => id === run.command);
    if (own === undefined) return;
    await failRunningTask(trx, own.id, message);
    await failCommand(trx, own, message);
    await releaseHeld(store, trx, limits);
  });
}

function select(trx: Trx, which: Which): Promise<{ id: string; name: string }[]> {
  const query = trx.selectFrom('workers').select(['id', 'name']).forUpdate();
  if (which === 'lost') return query.where('lease_until', '<', sql<Date>`now()`).skipLocked().execute();
  if ('only' in which) return query.where('id', '=', which.only).execute();
  return query.where('id', '!=', which.allBut).execute();
}

function commandsOf(trx: Trx, worker: string) {
  return trx
    .selectFrom('commands')
    .select(['id', 'deployment_id', 'cancel_requested', 'cancelled_by'])
    .where('worker', '=', worker)
    .where('status', '=', states.PENDING)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** `1 (run)`, the step and the name, of the task that ran; undefined when none did. */
async function failRunningTask(trx: Trx, command: number, message: string): Promise<string | undefined> {
  const failed = { status: states.FAILED, status_message: message, ended: sql<Date>`now()` };
  const task = await trx
    .updateTable('tasks')
    .set(failed)
    .where('command_id', '=', command)
    .where('status', '=', states.PENDING)
    .returning(['step', 'name'])
    .executeTakeFirst();
  return task && `${task.step} (${task.name})`;
}

async function failCommand(
  trx: Trx,
  command: { readonly id: number; readonly deployment_id: number },
  message: string,
) {
  const failed = { status: states.FAILED, status_message: message, worker: null, ended: sql<Date>`now()` };
  await trx.updateTable('commands').set(failed).where('id', '=', command.id).execute();
  await failDeployment(trx, command.deployment_id, message);
}
