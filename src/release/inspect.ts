import { appliedFieldsHash, keyOf, type ObjectRef } from '../cluster/index.ts';
import type { ReleaseContext } from './context.ts';
import { describeDifferences } from './differences.ts';
import { deployedOf, inventoryOf } from './history.ts';
import { type InventoryItem, inventoryItem, unionOf } from './inventory.ts';
import { readObjects } from './read.ts';
import { withoutIgnored } from './send.ts';
import { annotateRecord } from './store.ts';

/** An object that is not as the release has it. */
export interface DriftedObject {
  readonly ref: ObjectRef;
  /** A line for each field, as describeDifferences writes them; none of it is a Secret's. */
  readonly differences: readonly string[];
}

/**
 * What a correction would put right, and puts nothing right. Costs the record, and of each object a look and a dry run; an
 * object that differs only in what others may change is noted in the record as it is, so that it is asked after once.
 */
export async function inspectDrift(
  drift: readonly ObjectRef[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<readonly DriftedObject[]> {
  const base = deployedOf(context.history);
  if (!base) return [];
  const objects = new Map(
    (await readObjects(context, base, signal)).map((object) => [keyOf(inventoryItem(object).ref), object]),
  );
  const known = inventoryOf(base) ?? [...objects.values()].map((object) => inventoryItem(object));
  const differing: DriftedObject[] = [];
  const accepted: InventoryItem[] = [];
  for (const ref of drift) {
    const object = objects.get(keyOf(ref));
    const item = known.find((one) => keyOf(one.ref) === keyOf(ref));
    if (!object || !item) continue;
    const found = await context.cluster.get(ref, signal);
    if (!found) {
      differing.push({ ref, differences: ['it is gone'] });
      continue;
    }
    const wanted = withoutIgnored(object, found, 'correct', context);
    const { object: should } = await context.cluster.apply(wanted, { force: true, dryRun: true }, signal);
    const differences = describeDifferences(should, found);
    if (differences.length > 0) differing.push({ ref, differences });
    else accepted.push({ ...item, applied: appliedFieldsHash(found) });
  }
  if (accepted.length > 0) await annotateRecord(context, base, unionOf(known, accepted), signal);
  return differing;
}
