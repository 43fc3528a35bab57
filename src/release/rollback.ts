import { keyOf } from '../cluster/index.ts';
import { parseManifestText } from '../render/index.ts';
import { applyPlan } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { concludeRevision, isIntact, prune, trimHistory } from './draft.ts';
import { inventoryOf, type RecordSummary } from './history.ts';
import { restoreHooks, runHooks } from './hooks.ts';
import { type Inventory, type InventoryItem, inventoryItem, unionOf, withoutItems } from './inventory.ts';
import { stampManifests } from './objects.ts';
import { planRelease } from './plan.ts';
import type { ReleaseRecord } from './record.ts';
import { createRecord, markRecord, updateRecord } from './store.ts';

export interface FailedUpgrade {
  /** All that may exist now. */
  readonly maybe: Inventory;
  /** What the failed attempt sent or pruned, as far as it came: the watches may not yet show it. */
  readonly sent: Inventory;
  readonly pending: { readonly record: ReleaseRecord; readonly summary: RecordSummary };
  /** The revision to return to. */
  readonly base: RecordSummary;
  readonly deployed: ReleaseRecord;
  readonly because: string;
}

/**
 * Puts the objects of the deployed revision back and removes what the failed one added. As in Helm this is a revision of
 * its own; it carries the digest of the revision it restores, so that the same failing inputs are seen as "out of sync".
 */
export async function rollBack(failed: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { maybe, base, deployed } = failed;
  const objects = await stampManifests(parseManifestText(deployed.manifest), context, signal);
  const target = objects.map((object) => inventoryItem(object));
  const failedSummary = await markFailed(failed, context, signal);
  const now = context.now().toISOString();
  const record: ReleaseRecord = {
    ...deployed,
    version: failedSummary.revision + 1,
    info: { ...deployed.info, status: 'pending-rollback', last_deployed: now, description: 'Rollback underway' },
  };
  const summary = await createRecord({ ...context, digest: base.digest }, record, maybe, signal);
  const hooks = restoreHooks(deployed);
  await runHooks('pre-rollback', hooks, summary.createdAt, context, signal);
  const sent = new Set(failed.sent.map(({ ref }) => keyOf(ref)));
  const isUntouched = (item: InventoryItem) => !sent.has(keyOf(item.ref)) && isIntact(context, item.ref, item.applied);
  const plan = planRelease(objects, inventoryOf(base) ?? target, isUntouched);
  const applied = await applyPlan(plan, context, [], signal);
  await prune(withoutItems(maybe, target), context, signal);
  await runHooks('post-rollback', hooks, summary.createdAt, context, signal);
  const inventory: Inventory = unionOf(target, [...plan.unchanged, ...applied]);
  const description = `Rollback to ${base.revision}`;
  const done = await concludeRevision({ record, summary }, inventory, description, context, signal, base.digest);
  await markRecord(context, base, 'superseded', signal, deployed);
  await trimHistory(context, done.summary, signal); // inputs that fail again and again must not pile up revisions
  context.log.info('Rolled back release', { revision: record.version, to: base.revision });
}

function markFailed(
  { pending: { record, summary }, maybe, because }: FailedUpgrade,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<RecordSummary> {
  const description = `Upgrade ${JSON.stringify(record.name)} failed: ${because}`; // Helm's words
  const info = { ...record.info, status: 'failed' as const, description };
  return updateRecord(context, summary, { ...record, info }, maybe, signal);
}
