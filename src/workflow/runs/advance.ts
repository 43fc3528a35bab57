import { sql } from 'kysely';
import { formatParams, mergeParams, parseParams, readParams } from '../../params/index.ts';
import { sendCommand } from '../queue/index.ts';
import { isRemoval, type State, states } from '../states.ts';
import type { Store } from '../store/index.ts';
import { type Place, releaseHeld } from './places.ts';
import { type Limits, lostLease, type Run, type Trx } from './run.ts';

export interface TaskEnd {
  readonly task: number;
  readonly isDone: boolean;
  readonly message: string;
  /** Null: it has none, as a process has that was killed, or that never was. */
  readonly code: number | null;
}

/** What is next, after a task has ended. */
export type Next =
  /** On the cluster of that provider, where it is known. */
  | { readonly do: 'start'; readonly task: number; readonly provider?: string | undefined }
  | { readonly do: 'complete' }
  | { readonly do: 'fail'; readonly message: string }
  /** To the queue with it: another worker goes on. */
  | { readonly do: 'hand back' };

export interface Advance {
  readonly ended: readonly TaskEnd[];
  readonly next: Next;
  /** The worker's name, for people. */
  readonly by: string;
}

/**
 * One step in the life of a command: the ends of tasks and what comes of them, in one transaction. Doing it twice is doing
 * it once, so that it may be tried again when nobody knows whether the database did it.
 * @throws CapstanError LEASE_LOST when the command is this worker's no more
 */
export function advance(store: Store, run: Run, change: Advance, limits: Limits): Promise<void> {
  const { ended, by } = change;
  return store.db.transaction().execute(async (trx) => {
    const command = await trx
      .selectFrom('commands')
      .select(['id', 'status', 'worker', 'run', 'user_id', 'plan_id', 'deployment_id'])
      .select(['cancel_requested', 'cancelled_by'])
      .where('id', '=', run.command)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (command.run !== run.number) throw lostLease();
    if (command.status !== states.PENDING || command.worker !== run.worker) {
      if (wasDone(change.next, command)) return;
      throw lostLease();
    }
    for (const end of ended) await endTask(trx, end, by);
    const next = change.next.do === 'hand back' ? handedBack(command) : change.next;
    if (next.do === 'start') {
      await startTask(trx, next.task, by);
      return await noteProvider(trx, command.deployment_id, run, next.provider);
    }
    if (next.do === 'hand back') return await requeue(store, trx, run.command);
    const message = next.do === 'fail' ? next.message : '';
    await endCommand(trx, command.id, next.do === 'complete', message);
    await endDeployment(trx, command.deployment_id, run, next.do === 'complete', message);
    await releaseHeld(store, trx, limits, command);
  });
}

/** The transaction was committed, and the word of that was lost. */
function wasDone(next: Next, { status, worker }: { readonly status: State; readonly worker: string | null }): boolean {
  if (next.do === 'complete') return status === states.COMPLETED;
  if (next.do === 'hand back' && status === states.INITIATED) return true;
  return (next.do === 'fail' || next.do === 'hand back') && status === states.FAILED && worker !== null;
}

/** One that somebody wants to end is not begun anew. */
function handedBack(command: Wish): Next {
  const wish = wishOf(command);
  return wish === undefined ? { do: 'hand back' } : { do: 'fail', message: wish };
}

interface Wish {
  readonly cancel_requested: Date | null;
  readonly cancelled_by: string | null;
}

/** The status message of a command that somebody wants to end. */
export function wishOf({ cancel_requested, cancelled_by }: Wish): string | undefined {
  return cancel_requested === null ? undefined : `cancelled by ${cancelled_by ?? 'somebody'}`;
}

async function startTask(trx: Trx, id: number, by: string): Promise<void> {
  const started = {
    status: states.PENDING,
    status_message: '',
    worker: by,
    started: sql<Date>`now()`,
    ended: null,
    return_code: null,
  };
  await trx.updateTable('tasks').set(started).where('id', '=', id).where('status', '!=', states.PENDING).execute();
}

/**
 * Where an install goes is known before it is there, so that what is left of one that failed is found again. An update to
 * elsewhere is there when it is complete.
 */
async function noteProvider(trx: Trx, id: number, run: Run, provider: string | undefined): Promise<void> {
  if (provider === undefined || provider === run.provider || isRemoval(run.phase)) return;
  if (run.phase === 'update' && run.provider !== undefined) return;
  await setProvider(trx, id, provider);
}

async function setProvider(trx: Trx, id: number, provider: string): Promise<void> {
  const settings = sql<string>`(settings::jsonb || ${JSON.stringify({ provider })}::jsonb)::json`;
  await trx.updateTable('deployments').set({ settings }).where('id', '=', id).execute();
}

async function endTask(trx: Trx, { task, isDone, message, code }: TaskEnd, by: string): Promise<void> {
  const status = isDone ? states.COMPLETED : states.FAILED;
  await trx
    .updateTable('tasks')
    .set((eb) => ({
      status,
      status_message: message,
      return_code: code,
      worker: by,
      started: eb.fn.coalesce('started', sql<Date>`now()`),
      ended: sql<Date>`now()`,
    }))
    .where('id', '=', task)
    .execute();
}

/** No task of it runs: it may go on anywhere, with the first task that is not done. */
export async function requeue(store: Store, trx: Trx, command: number): Promise<void> {
  await trx
    .updateTable('commands')
    .set({ status: states.INITIATED, worker: null, held: false })
    .where('id', '=', command)
    .execute();
  await sendCommand(store.boss, trx, command);
}

async function endCommand(trx: Trx, id: number, isDone: boolean, message: string): Promise<void> {
  const status = isDone ? states.COMPLETED : states.FAILED;
  await trx
    .updateTable('commands')
    .set({ status, status_message: message, ended: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

async function endDeployment(trx: Trx, id: number, run: Run, isDone: boolean, message: string): Promise<void> {
  if (!isDone) return await failDeployment(trx, id, message);
  if (isRemoval(run.phase)) {
    const removed = { status: states.REMOVED, status_message: '', installed: false };
    await trx.updateTable('deployments').set(removed).where('id', '=', id).execute();
    return;
  }
  const params = run.phase === 'update' ? await mergedParams(trx, id, run.specs) : run.specs;
  const { provider } = parseParams(run.specs);
  if (provider) await setProvider(trx, id, provider);
  const deployed = { status: states.COMPLETED, status_message: '', installed: true, params };
  await trx.updateTable('deployments').set(deployed).where('id', '=', id).execute();
}

export async function failDeployment(trx: Trx, id: number, message: string): Promise<void> {
  const failed = { status: states.FAILED, status_message: message };
  await trx.updateTable('deployments').set(failed).where('id', '=', id).execute();
}

/** What was installed with what, with what the update says in its place. */
async function mergedParams(trx: Trx, id: number, specs: string): Promise<string> {
  const row = await trx.selectFrom('deployments').select('params').where('id', '=', id).executeTakeFirstOrThrow();
  return formatParams(mergeParams(readParams(row.params), parseParams(specs)));
}

export type { Place };
