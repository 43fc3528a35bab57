import { type KubeObject, keyOf, refOf } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import { type Manifest, parseManifestText } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { unfinishedOf } from './history.ts';
import type { Inventory } from './inventory.ts';
import { servedManifests, stampManifests } from './objects.ts';
import { type Order, orderOf } from './order.ts';
import type { ReleaseRecord } from './record.ts';
import { readRecord } from './store.ts';

/**
 * The order in which objects that are about to go were made: that of the newest revision that names them. No more records are
 * read than it takes to find them all; none where nothing goes, or nothing is ordered. Records that cannot be understood are
 * no reason to keep the objects: then they go without order.
 * @param first a record that is at hand, and counts before the others
 */
export async function recordedOrder(
  inventory: Inventory,
  first: ReleaseRecord | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Order> {
  if (context.policy.wait !== 'ordered') return [];
  try {
    return await readOrder(inventory, first, context, signal);
  } catch (error) {
    if (!isCapstanError(error, 'MANIFEST_INVALID', 'RECORD_INVALID')) throw error;
    context.log.warn('Objects are deleted without order', { reason: error.message });
    return [];
  }
}

async function readOrder(
  inventory: Inventory,
  first: ReleaseRecord | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Order> {
  const missing = new Set(inventory.map(({ ref }) => keyOf(ref)));
  const found = new Map<string, { readonly manifest: Manifest; readonly object: KubeObject }>();
  const take = async ({ manifest: text }: ReleaseRecord) => {
    const manifests = await servedManifests(parseManifestText(text), context, signal);
    const objects = await stampManifests(manifests, context, signal);
    manifests.forEach((manifest, index) => {
      const object = objects[index] as KubeObject;
      const key = keyOf(refOf(object));
      missing.delete(key);
      if (!found.has(key)) found.set(key, { manifest, object });
    });
  };
  if (first && missing.size > 0) await take(first);
  for (const summary of unfinishedOf(context.history).toReversed()) {
    if (missing.size === 0) break;
    if (summary.revision !== first?.version) await take(await readRecord(context, summary, signal));
  }
  const all = [...found.values()];
  return orderOf(
    all.map(({ manifest }) => manifest),
    all.map(({ object }) => object),
  );
}
