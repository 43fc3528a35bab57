import { keyOf } from '../cluster/index.ts';
import type { ReleaseContext } from './context.ts';
import { failRevision, isIntact, type Pending, trimHistory } from './draft.ts';
import { inventoryOf, type RecordSummary, sortHistory } from './history.ts';
import type { Inventory, InventoryItem } from './inventory.ts';
import type { ReleaseRecord } from './record.ts';
import { planRestoration, restore } from './restore.ts';
import { uninstallRelease } from './uninstall.ts';

export interface FailedUpgrade {
  /** All that may exist now. */
  readonly maybe: Inventory;
  /** What the failed attempt sent or pruned, as far as it came: the watches may not yet show it. */
  readonly sent: Inventory;
  readonly pending: Pending;
  /** The revision that was deployed before. */
  readonly base: RecordSummary;
  readonly deployed: ReleaseRecord;
  readonly because: string;
}

/** What the policy wants to become of a failed upgrade. It never throws: the upgrade's own failure is what is told. */
export async function takeBack(failed: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { upgrade: remedy } = context.policy.onFailure;
  try {
    if (remedy === 'uninstall') await uninstall(failed, context, signal);
    else if (remedy === 'none') await leave(failed, context, signal);
    else await rollBack(failed, context, signal);
  } catch (error) {
    // The failed revision stays the newest one: the next attempt starts from there.
    context.log.error('Failed upgrade could not be taken back', error, { remedy, revision: failed.base.revision });
  }
}

/**
 * The objects of the deployed revision come back, and what the failed one added goes. The new revision carries the digest of
 * the one it restores, so that the same failing inputs are seen as "out of sync". Readiness is not waited for: these objects
 * counted as deployed before.
 */
async function rollBack(failed: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { base, deployed, maybe } = failed;
  const sent = new Set(failed.sent.map(({ ref }) => keyOf(ref)));
  const isUntouched = (item: InventoryItem) => !sent.has(keyOf(item.ref)) && isIntact(context, item.ref, item.applied);
  const items = { previous: inventoryOf(base), maybe, failed: failed.pending.record };
  const restoration = await planRestoration(deployed, items, isUntouched, context, signal);
  const { revision } = await markFailed(failed, context, signal);
  const policy = { ...context.policy, wait: false };
  const restored = { ...context, policy, digest: base.digest };
  await restore(restoration, revision + 1, base, restored, signal);
}

async function leave(failed: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const summary = await markFailed(failed, context, signal);
  await trimHistory(context, summary, signal, failed.base);
}

/** The next attempt installs anew. Should this one break off, the pending record is gone on with: it names every object. */
async function uninstall({ pending }: FailedUpgrade, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { summary } = pending;
  const older = context.history.filter(({ secretName }) => secretName !== summary.secretName);
  const policy = { ...context.policy, waitForDeletion: false, orphan: false };
  const history = sortHistory([...older, summary]);
  await uninstallRelease(summary.createdAt, { ...context, policy, history }, signal);
  context.log.info('Uninstalled release after its upgrade failed', { revision: summary.revision });
}

function markFailed(
  { pending, maybe, because }: FailedUpgrade,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<RecordSummary> {
  return failRevision(pending, maybe, { what: 'Upgrade', because }, context, signal);
}
