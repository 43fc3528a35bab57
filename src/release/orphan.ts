import { formatRef } from '../cluster/index.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems } from './draft.ts';
import { letGo } from './let-go.ts';

/**
 * Leaves a release's objects to whoever wants them. What refers to the resource as its owner would go with it, by garbage
 * collection: the references are taken off. Helm's marks stay, so that a release of the same name takes them up again.
 */
export async function orphanObjects(context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const inventory = await existingItems(context, signal, () => {});
  const left: string[] = [];
  for (const { ref } of inventory) if (await letGo(ref, context, signal)) left.push(formatRef(ref));
  context.log.info('Objects are left in the cluster', { objects: left });
}
