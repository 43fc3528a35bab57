import { sql, type Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { note } from '../audit.ts';
import { sendCommand } from '../queue/index.ts';
import { stateName, states } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';
import { getTask } from '../tasks/index.ts';
import { type CommandView, getCommand } from './view.ts';

/**
 * Has a failed command go on from the step that failed; what was complete before is not done again.
 * @throws CapstanError ITEM_UNKNOWN; STATE_CONFLICT when it did not fail, or another command for its deployment came later
 */
export async function restartCommand(store: Store, id: number, by: string): Promise<CommandView> {
  await store.db.transaction().execute(async (trx) => {
    const command = await lockCommand(trx, id);
    if (command.status !== states.FAILED) {
      throw new CapstanError(
        'STATE_CONFLICT',
        `command ${id} is ${stateName(command.status)}: only what failed can be restarted`,
      );
    }
    await refuseOutrun(trx, id, command.deployment_id);
    await resetTasks(trx, id);
    await trx
      .updateTable('commands')
      .set((row) => ({
        status: states.INITIATED,
        status_message: `restarted by ${by}`,
        attempt: sql<number>`${row.ref('attempt')} + 1`,
        worker: null,
        held: false,
        cancel_requested: null,
        cancelled_by: null,
        ended: null,
      }))
      .where('id', '=', id)
      .execute();
    await note(trx, { actor: by, action: 'command.restart', subject: `command ${id}` });
    await sendCommand(store.boss, trx, id);
  });
  return (await getCommand(store, id)) as CommandView;
}

/**
 * Restarts the command of a task that failed: its step is the one that failed.
 * @throws CapstanError ITEM_UNKNOWN, STATE_CONFLICT
 */
export async function restartTask(store: Store, id: number, by: string): Promise<CommandView> {
  const task = await getTask(store, id);
  if (task === undefined) throw new CapstanError('ITEM_UNKNOWN', `there is no task ${id}`);
  if (task.status !== states.FAILED) {
    throw new CapstanError(
      'STATE_CONFLICT',
      `task ${id} is ${stateName(task.status)}: only what failed can be restarted`,
    );
  }
  return restartCommand(store, task.command, by);
}

/** @throws CapstanError ITEM_UNKNOWN */
export async function lockCommand(trx: Transaction<Tables>, id: number) {
  const command = await trx.selectFrom('commands').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (command === undefined) throw new CapstanError('ITEM_UNKNOWN', `there is no command ${id}`);
  return command;
}

async function refuseOutrun(trx: Transaction<Tables>, id: number, deployment: number): Promise<void> {
  const later = await trx
    .selectFrom('commands')
    .innerJoin('deployments', 'deployments.id', 'commands.deployment_id')
    .select(['commands.id', 'commands.phase', 'commands.status', 'deployments.name'])
    .where('commands.deployment_id', '=', deployment)
    .where('commands.id', '>', id)
    .orderBy('commands.id', 'desc')
    .executeTakeFirst();
  if (later === undefined) return;
  throw new CapstanError(
    'STATE_CONFLICT',
    `command ${later.id} (${later.phase}) was given for ${later.name} after command ${id}`,
    {
      hint: later.status === states.FAILED ? `restart command ${later.id}, or give a new one` : 'give a new one',
    },
  );
}

/** From the first step on that is not complete, its dispatch included. */
async function resetTasks(trx: Transaction<Tables>, command: number): Promise<void> {
  const failed = await trx
    .selectFrom('tasks')
    .select('step')
    .where('command_id', '=', command)
    .where('status', '<>', states.COMPLETED)
    .orderBy('position')
    .executeTakeFirst();
  if (failed === undefined) return;
  await trx
    .updateTable('tasks')
    .set((row) => ({
      status: states.INITIATED,
      status_message: '',
      return_code: null,
      attempt: sql<number>`${row.ref('attempt')} + 1`,
      worker: null,
      started: null,
      ended: null,
    }))
    .where('command_id', '=', command)
    .where('step', '>=', failed.step)
    .execute();
}
