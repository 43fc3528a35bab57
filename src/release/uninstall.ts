import { isCapstanError } from '../errors/index.ts';
import type { Hook, HookEvent } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems, prune } from './draft.ts';
import { deployedOf, latestOf } from './history.ts';
import { restoreHooks, runHooks } from './hooks.ts';
import type { Outcome } from './outcome.ts';
import { deleteRecord, readRecord } from './store.ts';

/**
 * Hooks, objects in reverse install order, hooks, records. Everything that any unfinished revision may have made goes;
 * what is marked to be kept stays. No record: nothing of ours is there.
 * @param deletedAt when the deletion began, by the API server's clock: hooks made since are this uninstall's
 */
export async function uninstallRelease(
  deletedAt: string,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { history } = context;
  const current = deployedOf(history) ?? latestOf(history);
  if (!current) context.log.info('Release not found');
  else {
    const hooks = restoreHooks(await readRecord(context, current, signal));
    await runIfPossible('pre-delete', hooks, deletedAt, context, signal);
    await prune(await existingItems(context, signal, () => {}), context, signal);
    await runIfPossible('post-delete', hooks, deletedAt, context, signal);
    // The newest record goes last: a crash in between leaves one that still names the objects.
    for (const summary of history) await deleteRecord(context, summary, signal);
  }
  return { did: 'uninstalled', record: undefined, revision: 0 };
}

/** A namespace that is going takes no hook's objects any more: it must not wait for us for ever. */
async function runIfPossible(
  event: HookEvent,
  hooks: readonly Hook[],
  since: string,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runHooks(event, hooks, since, context, signal);
  } catch (error) {
    if (!isCapstanError(error, 'NAMESPACE_TERMINATING')) throw error;
    context.log.warn('Hooks left out: the namespace is being deleted', { event });
  }
}
