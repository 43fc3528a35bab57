import { keyOf } from '../cluster/index.ts';
import { isAbort, messageOf } from '../errors/index.ts';
import { type Created, rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { addedBy, carryOut, concludeRevision, draftRevision, prune, recordDraft, trimHistory } from './draft.ts';
import type { RecordSummary } from './history.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { deleteRecord } from './store.ts';
import { isTransient } from './transient.ts';

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
    const inventory = await carryOut(draft, context, created, signal);
    done = await concludeRevision(pending, inventory, 'Install complete', context, signal);
  } catch (error) {
    if (!isResumable(error, signal)) {
      // A resumed attempt's objects are its own too; others were there before us.
      const own = resume ? addedBy(draft).concat(draft.previous) : draft.wanted.filter(isIn(created));
      await removeAttempt(own, pending.summary, context, signal);
    }
    throw error;
  }
  await trimHistory(context, done.summary, signal);
  return outcomeOf('installed', done);
}

/** What a later attempt simply goes on with. */
export function isResumable(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || isAbort(error) || isTransient(error);
}

async function removeAttempt(
  own: Parameters<typeof prune>[0],
  summary: RecordSummary,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    await prune(own, context, signal);
    await deleteRecord(context, summary, signal);
  } catch (error) {
    // The record stays pending, with its inventory: the next attempt resumes it.
    context.log.warn('Failed install could not be cleaned up', { reason: messageOf(error) });
  }
}

function isIn(created: Created): (item: { readonly ref: Created[number] }) => boolean {
  const keys = new Set(created.map(keyOf));
  return (item) => keys.has(keyOf(item.ref));
}
