import { sql, type Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { note } from '../audit.ts';
import { sendCommand } from '../queue/index.ts';
import { hasEnded, stateName, states } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';
import { lockCommand } from './restart.ts';
import { type CommandView, getCommand } from './view.ts';

/**
 * Ends a command: one that waits at once, one that runs as soon as its worker hears of it. Either becomes FAILED, and can be
 * restarted. To ask twice is to ask once.
 * @throws CapstanError ITEM_UNKNOWN; STATE_CONFLICT when it is over
 */
export async function cancelCommand(store: Store, id: number, by: string): Promise<CommandView> {
  await store.db.transaction().execute(async (trx) => {
    const command = await lockCommand(trx, id);
    if (hasEnded(command.status)) {
      throw new CapstanError('STATE_CONFLICT', `command ${id} is over: it is ${stateName(command.status)}`);
    }
    if (command.cancel_requested !== null) return;
    const now = sql<Date>`now()`;
    const request = { cancel_requested: now, cancelled_by: by };
    const isWaiting = command.status === states.INITIATED;
    const message = `cancelled by ${by} before it began`;
    const end = { status: states.FAILED, status_message: message, held: false, ended: now };
    await trx
      .updateTable('commands')
      .set(isWaiting ? { ...request, ...end } : request)
      .where('id', '=', id)
      .execute();
    if (isWaiting && command.phase === 'install') {
      await trx
        .updateTable('deployments')
        .set({ status: states.FAILED, status_message: message })
        .where('id', '=', command.deployment_id)
        .execute();
    }
    if (isWaiting) await sendNext(store, trx, command);
    await note(trx, { actor: by, action: 'command.cancel', subject: `command ${id}` });
  });
  return (await getCommand(store, id)) as CommandView;
}

/** What was given after it for the same deployment waited for it, where it is held: its turn has come. */
async function sendNext(
  { boss }: Store,
  trx: Transaction<Tables>,
  { id, deployment_id }: { readonly id: number; readonly deployment_id: number },
): Promise<void> {
  const next = await trx
    .selectFrom('commands')
    .select(['id', 'held'])
    .where('deployment_id', '=', deployment_id)
    .where('id', '>', id)
    .where('status', '=', states.INITIATED)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!next?.held) return;
  await trx.updateTable('commands').set({ held: false }).where('id', '=', next.id).execute();
  await sendCommand(boss, trx, next.id);
}
