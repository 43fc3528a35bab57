import { isDeepStrictEqual } from 'node:util';
import { CapstanError, messageOf } from '../errors/index.ts';
import { manifestText } from '../render/index.ts';
import { rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { carryOut, concludeRevision, type Draft, draftRevision, recordDraft, trimHistory } from './draft.ts';
import { deployedOf, type RecordSummary } from './history.ts';
import { isResumable } from './install.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type ReleaseRecord, recordHook } from './record.ts';
import { type FailedUpgrade, rollBack } from './rollback.ts';
import { annotateRecord, markRecord, readRecord } from './store.ts';

/**
 * From the deployed revision to what the inputs say now. Everything that changes is rehearsed first, so that a release the
 * API server refuses touches nothing and leaves no revision; what fails later is rolled back to the deployed revision.
 */
export async function upgradeRelease(
  resume: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const base = deployedOf(context.history);
  if (!base) throw new Error('an upgrade needs a deployed revision'); // decide() sees to it
  const draft = await draftRevision('upgrade', resume, context, signal);
  const deployed = await readRecord(context, base, signal);
  checkChart(base, deployed, context);
  if (!resume && isSameRelease(draft, deployed, context)) return adopt(draft, deployed, base, context, signal);
  await rehearse(draft.plan, context, signal);
  const pending = await recordDraft(draft, deployed.info.first_deployed, context, signal);
  let done: Awaited<ReturnType<typeof concludeRevision>>;
  try {
    const inventory = await carryOut(draft, context, [], signal);
    done = await concludeRevision(pending, inventory, 'Upgrade complete', context, signal);
  } catch (error) {
    const failed = { draft, pending, base, deployed, because: messageOf(error) };
    if (!isResumable(error, signal)) await takeBack(failed, context, signal);
    throw error;
  }
  await markRecord(context, base, 'superseded', signal, deployed);
  await trimHistory(context, done.summary, signal);
  return outcomeOf('upgraded', done);
}

async function takeBack(failed: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  try {
    await rollBack(failed, context, signal);
  } catch (error) {
    // The failed revision stays the newest one: the next attempt starts from there.
    context.log.error('Rollback failed', error, { revision: failed.base.revision });
  }
}

/** A release that somebody installed by hand from another chart has our name by chance. */
function checkChart(base: RecordSummary, deployed: ReleaseRecord, { identity }: ReleaseContext): void {
  const found = String(deployed.chart.metadata['name']);
  if (base.owner || found === identity.chartName) return;
  throw new CapstanError(
    'OBJECT_OWNED',
    `release ${identity.namespace}/${identity.name} exists already, made of chart ${found}; chart ${identity.chartName} does not take it over`,
  );
}

/** Helm's helm-operator upgrades when the manifest differs; hooks and values are looked at too, so that `helm get` stays true. */
function isSameRelease(draft: Draft, deployed: ReleaseRecord, context: ReleaseContext): boolean {
  return (
    draft.plan.prune.length === 0 &&
    deployed.manifest.trim() === manifestText(draft.rendered.manifests).trim() &&
    isDeepStrictEqual(deployed.config ?? {}, context.values) &&
    isDeepStrictEqual(
      (deployed.hooks ?? []).map((hook) => hook.manifest.trim()),
      draft.rendered.hooks.map((hook) => recordHook(hook).manifest.trim()),
    )
  );
}

/** The inputs changed and the outcome did not, or another program wrote the record: it becomes ours as it is. */
async function adopt(
  draft: Draft,
  deployed: ReleaseRecord,
  base: RecordSummary,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const inventory = await carryOut({ ...draft, rendered: { ...draft.rendered, hooks: [] } }, context, [], signal);
  const summary = await annotateRecord(context, base, inventory, signal);
  return outcomeOf('nothing', { record: deployed, summary });
}
