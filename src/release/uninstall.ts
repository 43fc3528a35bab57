import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import type { Hook, HookEvent } from '../render/index.ts';
import { deleteObject } from './apply.ts';
import { findLeft } from './await-gone.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems } from './draft.ts';
import { deployedOf, type History, latestOf, type RecordSummary } from './history.ts';
import type { Attempt } from './hook-runs.ts';
import { restoreHooks, runHooks } from './hooks.ts';
import type { Inventory } from './inventory.ts';
import { orphanObjects } from './orphan.ts';
import type { Outcome } from './outcome.ts';
import { uninstallBatches, uninstallSteps } from './plan.ts';
import type { ReleaseRecord } from './record.ts';
import { recordedOrder } from './recorded-order.ts';
import { deleteRecord, readRecord, updateRecord } from './store.ts';
import { isTransient } from './transient.ts';

/**
 * Hooks, objects in reverse install order, hooks, records. Of an ordered release what depends on others is gone before they
 * go. Everything that any unfinished revision may have made goes; what is marked to be kept stays. No record: nothing of ours
 * is there.
 * @param deletedAt when the deletion began, by the API server's clock: hooks made since are this uninstall's
 */
export async function uninstallRelease(
  deletedAt: string,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { history, policy, log } = context;
  const current = currentOf(history);
  if (!current) log.info('Release not found');
  else {
    if (policy.orphan) await orphanObjects(context, signal);
    else await removeObjects(current, deletedAt, context, signal);
    // The newest record goes last: a crash in between leaves one that still names the objects.
    for (const summary of history) await deleteRecord(context, summary, signal);
  }
  return { did: 'uninstalled', record: undefined, revision: 0 };
}

/** The revision whose hooks run. */
function currentOf(history: History): RecordSummary | undefined {
  const begun = history.findLast(hasBegun);
  const deployed = deployedOf(history);
  // One that is older than what is deployed is of an earlier life of the resource.
  if (begun && begun.revision > (deployed?.revision ?? 0)) return begun;
  return deployed ?? latestOf(history);
}

/** Its pre-delete hooks are over. Where Helm began, who leaves no inventory, that is not known. */
function hasBegun({ status, inventoryText }: RecordSummary): boolean {
  return status === 'uninstalling' && inventoryText !== undefined;
}

async function removeObjects(
  current: RecordSummary,
  deletedAt: string,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const record = await readRecord(context, current, signal);
  const hooks = restoreHooks(record);
  const attempt = { since: deletedAt, runs: new Map() };
  let isNoted = hasBegun(current);
  if (!isNoted) await runIfPossible('pre-delete', hooks, attempt, context, signal);
  const inventory = await existingItems(context, signal, () => {});
  const order = await recordedOrder(inventory, record, context, signal);
  const note = async () => {
    if (!isNoted) await noteBegin(current, record, inventory, context, signal);
    isNoted = true;
  };
  try {
    for (const { items, hasNeeds } of uninstallBatches(inventory, order)) {
      await deleteAll(items, context, signal);
      if (hasNeeds) await waitUntilGone(items, note, context, signal);
    }
    if (context.policy.waitForDeletion) await waitUntilGone(inventory, note, context, signal);
    await runIfPossible('post-delete', hooks, attempt, context, signal);
  } catch (error) {
    await note();
    throw error;
  }
}

/** All that can be deleted is, whatever is in the way of the rest. @throws CapstanError that names what could not be */
async function deleteAll(inventory: Inventory, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const failed: { readonly ref: ObjectRef; readonly reason: unknown }[] = [];
  for (const step of uninstallSteps(inventory)) {
    const refs = step.filter((ref) => !isGoing(ref, context));
    const results = await Promise.allSettled(refs.map((ref) => deleteObject(ref, context, signal)));
    signal.throwIfAborted();
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') failed.push({ ref: refs[index] as ObjectRef, reason: result.reason });
    }
  }
  if (failed.length === 0) return;
  const words = failed.map(({ ref, reason }) => `${formatRef(ref)}: ${messageOf(reason)}`).join('; ');
  const reasons = failed.map(({ reason }) => reason);
  throw asDeletionError(`failed to delete release: ${context.identity.name}: ${words}`, reasons);
}

function isGoing(ref: ObjectRef, { live }: ReleaseContext): boolean {
  const known = live.find(ref);
  return typeof known === 'object' && known.isDeleting;
}

/** One whose outcome is not known says when to try again. */
function asDeletionError(message: string, reasons: readonly unknown[]): CapstanError {
  const cause = reasons.find(isTransient) ?? reasons[0];
  if (!isCapstanError(cause)) return new CapstanError('API_ERROR', message, { cause });
  const { code, hint, status } = cause;
  return new CapstanError(code, message, { cause, ...(hint ? { hint } : {}), ...(status ? { status } : {}) });
}

const forEverMs = 2_147_483_647; // the longest timer there is: 24 days

/** @param note called before a wait that may be long */
async function waitUntilGone(
  inventory: Inventory,
  note: () => Promise<void>,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const { policy, live, wait } = context;
  const left = await findLeft(inventory, context, signal);
  if (left.length === 0) return;
  await note();
  live.expect(left);
  const timeoutMs = policy.isStrict ? forEverMs : policy.timeoutMs;
  await wait('all resources to be deleted', () => live.untilGone(left, timeoutMs, signal));
}

/** The pre-delete hooks do not run again when the rest is tried again: that may be often. */
async function noteBegin(
  summary: RecordSummary,
  record: ReleaseRecord,
  inventory: Inventory,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const description = 'Deletion in progress (or silently failed)'; // Helm's words
  const begun: ReleaseRecord = { ...record, info: { ...record.info, status: 'uninstalling', description } };
  try {
    await updateRecord(context, summary, begun, inventory, signal, summary.digest);
  } catch (error) {
    context.log.debug('Release record could not be written', { reason: messageOf(error) });
  }
}

/** A namespace that is going takes no hook's objects any more: it must not wait for us for ever. */
async function runIfPossible(
  event: HookEvent,
  hooks: readonly Hook[],
  attempt: Attempt,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runHooks(event, hooks, attempt, context, signal);
  } catch (error) {
    if (!isCapstanError(error, 'NAMESPACE_TERMINATING')) throw error;
    context.log.warn('Hooks left out: the namespace is being deleted', { event });
  }
}
