import { keyOf } from '../cluster/index.ts';
import { messageOf } from '../errors/index.ts';
import { type Created, rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import {
  carryOut,
  concludeRevision,
  type Done,
  type Draft,
  draftRevision,
  failRevision,
  type Pending,
  recordDraft,
  trimHistory,
} from './draft.ts';
import type { RecordSummary } from './history.ts';
import { type Inventory, type InventoryItem, unionOf } from './inventory.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { ifUnknownKind } from './own.ts';
import { prune } from './prune.ts';
import { recordedOrder } from './recorded-order.ts';
import { deleteRecord } from './store.ts';
import { isResumable } from './transient.ts';

/**
 * First deployment of a release. When it fails, what this attempt made is removed again, and its record with it; objects
 * that were there before stay. Where the policy says so it is left as it is instead, for the next attempt to go on with; so
 * is an attempt broken off by a stop or a lost connection.
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
  let done: Done;
  try {
    const inventory = await carryOut(draft, pending, context, created, signal);
    const description = context.policy.descriptions.install ?? 'Install complete';
    done = await concludeRevision(pending, inventory, description, context, signal);
  } catch (error) {
    if (!isResumable(error, signal)) await endAttempt(draft, pending, created, error, context, signal);
    throw error;
  }
  await trimHistory(context, done.summary, signal);
  return outcomeOf('installed', done);
}

async function endAttempt(
  draft: Draft,
  pending: Pending,
  created: Created,
  failure: unknown,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (context.policy.onFailure.install === 'none') await leaveAttempt(draft, pending, failure, context, signal);
    else await removeAttempt(draft, pending, created, context, signal);
  } catch (error) {
    // The record stays pending, with its inventory: the next attempt resumes it.
    context.log.warn('Failed install could not be cleaned up', { reason: messageOf(error) });
  }
}

async function leaveAttempt(
  draft: Draft,
  pending: Pending,
  failure: unknown,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const maybe = unionOf(draft.previous, draft.wanted);
  const why = { what: 'Release', because: messageOf(failure) } as const;
  const failed = await failRevision(pending, maybe, why, context, signal);
  await trimHistory(context, failed, signal);
}

async function removeAttempt(
  draft: Draft,
  { summary, record }: Pending,
  created: Created,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const own = draft.resume
    ? await madeSince(summary.createdAt, unionOf(draft.previous, draft.wanted), context, signal)
    : draft.wanted.filter(isIn(created));
  await prune(own, await recordedOrder(own, record, context, signal), context, signal);
  await deleteRecord(context, summary, signal);
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
    if (item.isShared && live) own.push(item);
    else if (live?.metadata.creationTimestamp && live.metadata.creationTimestamp >= createdAt) own.push(item);
  }
  return own;
}

function isIn(created: Created): (item: { readonly ref: Created[number] }) => boolean {
  const keys = new Set(created.map(keyOf));
  return (item) => keys.has(keyOf(item.ref));
}
