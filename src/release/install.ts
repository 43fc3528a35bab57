import { keyOf } from '../cluster/index.ts';
import { isCapstanError, messageOf } from '../errors/index.ts';
import { type Created, rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { carryOut, concludeRevision, type Draft, draftRevision, prune, recordDraft, trimHistory } from './draft.ts';
import type { RecordSummary } from './history.ts';
import { type Inventory, type InventoryItem, unionOf } from './inventory.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { deleteRecord } from './store.ts';
import { isResumable } from './transient.ts';

/**
 * First deployment of a release. When it fails, what this attempt made is removed again, and its record with it; objects
 * that were there before stay. An attempt broken off by a stop or a lost connection is left for the next one to resume.
 */
export async function installRelease(
  resume: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const draft = await draftRevision('install', resume, context, signal);
  if (context.isRetry) await rehearse(draft.plan, context, signal);
  const pending = await recordDraft(draft, undefined, context, signal);
  const created: Created = [];
  let done: Awaited<ReturnType<typeof concludeRevision>>;
  try {
    const inventory = await carryOut(draft, pending.summary.createdAt, context, created, signal);
    done = await concludeRevision(pending, inventory, 'Install complete', context, signal);
  } catch (error) {
    if (!isResumable(error, signal)) await removeAttempt(draft, created, pending.summary, context, signal);
    throw error;
  }
  await trimHistory(context, done.summary, signal);
  return outcomeOf('installed', done);
}

async function removeAttempt(
  draft: Draft,
  created: Created,
  summary: RecordSummary,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    const own = draft.resume
      ? await madeSince(summary.createdAt, unionOf(draft.previous, draft.wanted), context, signal)
      : draft.wanted.filter(isIn(created));
    await prune(own, context, signal);
    await deleteRecord(context, summary, signal);
  } catch (error) {
    // The record stays pending, with its inventory: the next attempt resumes it.
    context.log.warn('Failed install could not be cleaned up', { reason: messageOf(error) });
  }
}

/** A resumed attempt's objects are its own too; older ones were there before its record was. Both times are the server's. */
async function madeSince(
  createdAt: string,
  inventory: Inventory,
  { cluster }: ReleaseContext,
  signal: AbortSignal,
): Promise<Inventory> {
  const own: InventoryItem[] = [];
  for (const item of inventory) {
    const live = await cluster.get(item.ref, signal, { metadataOnly: true }).catch(ifUnknownKind);
    if (live?.metadata.creationTimestamp && live.metadata.creationTimestamp >= createdAt) own.push(item);
  }
  return own;
}

/** Of a kind that is not served there can be no object. */
function ifUnknownKind(error: unknown): undefined {
  if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
}

function isIn(created: Created): (item: { readonly ref: Created[number] }) => boolean {
  const keys = new Set(created.map(keyOf));
  return (item) => keys.has(keyOf(item.ref));
}
