import { keyOf, type ObjectRef } from '../cluster/index.ts';
import { applyPlan } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { deployedOf, inventoryOf } from './history.ts';
import { type InventoryItem, inventoryItem, unionOf } from './inventory.ts';
import type { Outcome } from './outcome.ts';
import { planRelease } from './plan.ts';
import { readObjects } from './read.ts';
import { annotateRecord } from './store.ts';

/**
 * Puts back what differs from the recorded release: the record's manifest, not a new render, is the truth. An object that
 * differs only in what others may change is noted in the record as it is.
 */
export async function correctDrift(
  drift: readonly ObjectRef[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const base = deployedOf(context.history);
  if (!base) throw new Error('a correction needs a deployed revision'); // decide() sees to it
  const objects = await readObjects(context, base, signal);
  const known = inventoryOf(base) ?? objects.map((object) => inventoryItem(object));
  const differing = new Set(drift.map(keyOf));
  const plan = planRelease(objects, known, (item) => !differing.has(keyOf(item.ref)), 'correct');
  const found = new Map(drift.map((ref) => [keyOf(ref), context.live.find(ref)]));
  const applied = await applyPlan({ ...plan, prune: [] }, context, [], signal);
  const inventory = unionOf(known, [...plan.unchanged, ...applied]);
  const before = new Map(known.map((item) => [keyOf(item.ref), item.applied]));
  const hasNews = applied.some((item) => before.get(keyOf(item.ref)) !== item.applied);
  const summary = hasNews ? await annotateRecord(context, base, inventory, signal) : base;
  const isPutBack = ({ ref, applied: now }: InventoryItem) => {
    const live = found.get(keyOf(ref));
    return typeof live !== 'object' || live.applied !== now; // what we own stayed as it was: nothing was put back
  };
  const corrected = applied.filter(isPutBack).map(({ ref }) => ref);
  return {
    did: corrected.length > 0 ? 'corrected' : 'nothing',
    record: undefined,
    revision: summary.revision,
    corrected,
  };
}
