import type { ReleaseContext } from './context.ts';
import type { Inventory } from './inventory.ts';
import { findOwn } from './own.ts';
import { isOnes } from './send.ts';

/** Of objects that were deleted those that are still there. What was recreated by others meanwhile is not waited for. */
export async function findLeft(inventory: Inventory, context: ReleaseContext, signal: AbortSignal): Promise<Inventory> {
  return (await Promise.all(inventory.map((item) => isLeft(item, context, signal)))).flat();
}

async function isLeft(item: Inventory[number], context: ReleaseContext, signal: AbortSignal): Promise<Inventory> {
  const known = context.live.find(item.ref);
  if (item.keep || known === 'absent') return [];
  if (isOnes(known, context.identity) && known.isDeleting && !known.isKept) return [item];
  return (await findOwn(item.ref, context, signal)) ? [item] : [];
}
