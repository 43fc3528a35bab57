import { isCapstanError, messageOf } from '../errors/index.ts';
import { applyPlan, rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import {
  carryOut,
  concludeRevision,
  type Done,
  type Draft,
  draftRevision,
  existingItems,
  recordDraft,
  trimHistory,
} from './draft.ts';
import { deployedOf, type RecordSummary } from './history.ts';
import { unionOf } from './inventory.ts';
import { keepsRevision } from './keeps-revision.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { checkRecord } from './ownership.ts';
import type { ReleaseRecord } from './record.ts';
import { recordedRendering } from './recorded-rendering.ts';
import { annotateRecord, markRecord, readRecord } from './store.ts';
import { takeBack } from './take-back.ts';
import { isResumable } from './transient.ts';

/**
 * From the deployed revision to what the inputs say now. Everything that changes is rehearsed first, so that a release the
 * API server refuses touches nothing and leaves no revision; what becomes of what fails later is the policy's choice.
 */
export async function upgradeRelease(
  resume: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const base = deployedOf(context.history);
  if (!base) throw new Error('an upgrade needs a deployed revision'); // decide() sees to it
  const deployed = await readRecord(context, base, signal);
  checkRecord(base, deployed, context.identity);
  const draft = await draftSafely(resume, base, deployed, context, signal);
  if (keepsRevision(draft, base, deployed, context)) return adopt(draft, deployed, base, context, signal);
  const pending = await recordDraft(draft, deployed.info.first_deployed, context, signal);
  let done: Done;
  try {
    const inventory = await carryOut(draft, pending, context, [], signal);
    const description = context.policy.descriptions.upgrade ?? 'Upgrade complete';
    done = await concludeRevision(pending, inventory, description, context, signal);
  } catch (error) {
    const sent = [...draft.plan.steps.flat().map(({ item }) => item), ...draft.plan.prune];
    const maybe = unionOf(draft.previous, draft.wanted);
    const failed = { maybe, sent, pending, base, deployed, because: messageOf(error) };
    // What is being deleted cannot be had back: the next attempt waits on.
    if (!isResumable(error, signal) && !isCapstanError(error, 'NOT_DELETED')) await takeBack(failed, context, signal);
    throw error;
  }
  await markRecord(context, base, 'superseded', signal, deployed);
  await trimHistory(context, done.summary, signal);
  return outcomeOf('upgraded', done);
}

/**
 * Renders and rehearses. When that fails and an earlier attempt was broken off half-way, what it did is taken back: the
 * inputs of now cannot finish it.
 */
async function draftSafely(
  resume: RecordSummary | undefined,
  base: RecordSummary,
  deployed: ReleaseRecord,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Draft> {
  try {
    const known = resume ? undefined : recordedRendering(base, deployed, context);
    const draft = await draftRevision('upgrade', resume, context, signal, known);
    await rehearse(draft.plan, context, signal);
    return draft;
  } catch (error) {
    if (resume && !isResumable(error, signal)) {
      const maybe = await existingItems(context, signal);
      const record = await readRecord(context, resume, signal);
      const pending = { summary: resume, record, hookRuns: new Map() };
      await takeBack({ maybe, sent: maybe, pending, base, deployed, because: messageOf(error) }, context, signal);
    }
    throw error;
  }
}

/** The inputs changed and the outcome did not, or another program wrote the record: it becomes ours as it is. */
async function adopt(
  draft: Draft,
  deployed: ReleaseRecord,
  base: RecordSummary,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const applied = await applyPlan(draft.plan, context, [], signal); // there is nothing to prune: see keepsRevision
  const inventory = unionOf(draft.wanted, [...draft.plan.unchanged, ...applied]);
  const summary = await annotateRecord(context, base, inventory, signal);
  return outcomeOf('nothing', { record: deployed, summary });
}
