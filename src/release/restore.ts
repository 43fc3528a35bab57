import { messageOf } from '../errors/index.ts';
import { parseManifestText } from '../render/index.ts';
import { applyPlan } from './apply.ts';
import { waitUntilReady } from './await-ready.ts';
import type { ReleaseContext } from './context.ts';
import { concludeRevision, type Done, failRevision, type Pending, trimHistory } from './draft.ts';
import type { RecordSummary } from './history.ts';
import { restoreHooks, runHooks } from './hooks.ts';
import { type Inventory, type InventoryItem, inventoryItem, unionOf, withoutItems } from './inventory.ts';
import { stampRecorded } from './objects.ts';
import type { Order } from './order.ts';
import { type Plan, planRelease } from './plan.ts';
import { prune } from './prune.ts';
import type { ReleaseRecord } from './record.ts';
import { recordedOrder } from './recorded-order.ts';
import { createRecord, markRecord } from './store.ts';
import { isResumable } from './transient.ts';

/** A revision of earlier days, and what has to be done to have its objects again. */
export interface Restoration {
  readonly target: ReleaseRecord;
  readonly plan: Plan;
  readonly wanted: Inventory;
  /** All that may exist now, and will. */
  readonly maybe: Inventory;
  /** That of what goes, as it was made. */
  readonly pruneOrder: Order;
}

/** @param previous what there is, as far as it is known what was sent; `maybe`: all that may exist; `failed`: what made the newest of it */
export async function planRestoration(
  target: ReleaseRecord,
  {
    previous,
    maybe,
    failed,
  }: { readonly previous: Inventory | undefined; readonly maybe: Inventory; readonly failed?: ReleaseRecord },
  isIntact: (item: InventoryItem) => boolean,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Restoration> {
  const objects = await stampRecorded(parseManifestText(target.manifest), context, signal);
  const wanted = objects.map((object) => inventoryItem(object));
  const manner = context.policy.forceRollback ? 'replace if refused' : 'apply';
  const plan = planRelease(objects, previous ?? wanted, isIntact, manner);
  const pruneOrder = await recordedOrder(withoutItems(maybe, wanted), failed, context, signal);
  return { target, plan, wanted, maybe: unionOf(maybe, wanted), pruneOrder };
}

/**
 * As in Helm this is a revision of its own: hooks, objects, prune, hooks. It carries the digest that the context has: what the
 * operator will think of it.
 * @param base the deployed revision, which this one supersedes
 */
export async function restore(
  { target, plan, wanted, maybe, pruneOrder }: Restoration,
  revision: number,
  base: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Done> {
  const pending = await recordRestoration(target, revision, { maybe, wanted }, context, signal);
  const attempt = { since: pending.summary.createdAt, runs: pending.hookRuns };
  const hooks = restoreHooks(target);
  let done: Done;
  try {
    await runHooks('pre-rollback', hooks, attempt, context, signal);
    const applied = await applyPlan(plan, context, [], signal);
    await prune(withoutItems(maybe, wanted), pruneOrder, context, signal);
    const inventory = unionOf(wanted, [...plan.unchanged, ...applied]);
    await waitUntilReady(inventory, context, signal);
    await runHooks('post-rollback', hooks, attempt, context, signal);
    const description = `Rollback to ${target.version}`; // Helm's words
    done = await concludeRevision(pending, inventory, description, context, signal);
  } catch (error) {
    if (!isResumable(error, signal)) await giveUp(pending, maybe, base, error, context, signal);
    throw error;
  }
  const known = base?.revision === target.version ? target : undefined;
  if (base) await markRecord(context, base, 'superseded', signal, known);
  await trimHistory(context, done.summary, signal); // inputs that fail again and again must not pile up revisions
  context.log.info('Rolled back release', { revision, to: target.version });
  return done;
}

async function recordRestoration(
  target: ReleaseRecord,
  revision: number,
  { maybe, wanted }: Pick<Restoration, 'maybe' | 'wanted'>,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Pending> {
  const now = context.now().toISOString();
  const record: ReleaseRecord = {
    ...target,
    version: revision,
    info: { ...target.info, status: 'pending-rollback', last_deployed: now, description: 'Rollback underway' },
  };
  context.live.expect(maybe, wanted);
  return { record, summary: await createRecord(context, record, maybe, signal), hookRuns: new Map() };
}

async function giveUp(
  pending: Pending,
  maybe: Inventory,
  base: RecordSummary | undefined,
  failure: unknown,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const why = { what: 'Rollback', because: messageOf(failure) } as const;
  const failed = await failRevision(pending, maybe, why, context, signal);
  await trimHistory(context, failed, signal, base);
}
