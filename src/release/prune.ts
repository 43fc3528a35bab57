import { deleteObjects } from './apply.ts';
import { findLeft } from './await-gone.ts';
import type { ReleaseContext } from './context.ts';
import type { Inventory } from './inventory.ts';
import type { Order } from './order.ts';
import { uninstallBatches, uninstallSteps } from './plan.ts';

/**
 * Deletes what a release has no more. Of an ordered release what depended on others is gone before they go: an operator has to
 * see its resources off.
 * @throws CapstanError NOT_DELETED
 */
export async function prune(
  inventory: Inventory,
  order: Order,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const { live, policy, wait } = context;
  for (const { items, hasNeeds } of uninstallBatches(inventory, order)) {
    await deleteObjects(uninstallSteps(items), context, signal);
    const left = hasNeeds ? await findLeft(items, context, signal) : [];
    if (left.length > 0) await wait(undefined, () => live.untilGone(left, policy.timeoutMs, signal));
  }
}
