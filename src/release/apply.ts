import { setTimeout } from 'node:timers/promises';
import {
  appliedFieldsHash,
  type Cluster,
  formatRef,
  type KubeObject,
  type ObjectRef,
  readinessOf,
} from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { waitAtGate } from './await-ready.ts';
import type { ReleaseContext } from './context.ts';
import { type Inventory, type InventoryItem, isKept } from './inventory.ts';
import { letGo } from './let-go.ts';
import { findLive } from './own.ts';
import type { Manner, Plan, PlannedApply } from './plan.ts';
import { isOnes, sendObject } from './send.ts';
import { hasAddition, takeFrom } from './shared.ts';
import { describeOwner, isOwnedBy } from './stamp.ts';
import { isTransient } from './transient.ts';

/** What came into being by an attempt: all that may be removed again when it fails. */
export type Created = ObjectRef[];

/**
 * Sends what the plan says, kind by kind. All requests of a kind are waited for, also when one fails. What others depend on
 * is ready before they are sent, where the plan has gates.
 * @returns the items sent, with the fingerprint of the fields we now own
 */
export async function applyPlan(
  plan: Plan,
  context: ReleaseContext,
  created: Created,
  signal: AbortSignal,
): Promise<Inventory> {
  const done: InventoryItem[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const gate = plan.gates.get(index);
    if (gate) await waitAtGate(gate, context, signal);
    done.push(...(await allOf(step.map((planned) => applyOne(planned, plan.manner, context, created, signal)))));
    await waitForDefinitions(step, context, signal);
  }
  return done;
}

/** Asks the API server whether it would take every object, touching none. */
export async function rehearse(plan: Plan, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const steps = plan.steps.flat();
  const comesWithIt = new Set(
    steps.filter((step) => step.object.kind === 'Namespace').map((step) => step.item.ref.name),
  );
  const hasDefinitions = steps.some((step) => step.object.kind === 'CustomResourceDefinition');
  await allOf(
    steps.map(async (planned) => {
      if (comesWithIt.has(planned.item.ref.namespace)) return;
      try {
        await sendObject(planned, { manner: plan.manner, dryRun: true }, context, signal);
      } catch (error) {
        // Its definition, or the role it binds, comes with the same release: only the real apply can tell.
        if (hasDefinitions && isCapstanError(error, 'KIND_UNKNOWN')) return;
        if (isBinding(planned.object) && isCapstanError(error, 'NOT_FOUND')) return;
        throw error;
      }
    }),
  );
}

/** The API server looks at the role that is bound, unless who asks may do everything. */
function isBinding({ kind }: KubeObject): boolean {
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
}

/** Deletes objects of a release step by step; those of somebody else are left alone. */
export async function deleteObjects(
  steps: readonly (readonly ObjectRef[])[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) await allOf(step.map((ref) => deleteObject(ref, context, signal)));
}

async function applyOne(
  planned: PlannedApply,
  manner: Manner,
  context: ReleaseContext,
  created: Created,
  signal: AbortSignal,
): Promise<InventoryItem> {
  const applied = await sendObject(planned, { manner, dryRun: false }, context, signal);
  if (applied.created) created.push(planned.item.ref);
  if (!planned.item.isShared) context.live.put(applied.object);
  return { ...planned.item, applied: appliedFieldsHash(applied.object) };
}

/** Unless it is somebody else's, or is to be kept: then it only loses its owner, or what was added to it. */
export async function deleteObject(ref: ObjectRef, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { live, identity, log } = context;
  const known = live.find(ref);
  if (typeof known === 'object' && isOnes(known, identity)) {
    // Somebody wants it to stay: without its owner, or Kubernetes would take it along with that.
    if (known.isKept) await letGo(ref, context, signal);
    else await deleteExactly(ref, known.uid, context, signal);
    return;
  }
  // Not in sight, or in sight without our name on it: only a look tells whose it is.
  const found = await findLive(ref, context, signal);
  if (!found) return;
  const { metadata } = found.live;
  if (hasAddition(found.live, identity)) await takeFrom(found.ref, found.live, context, signal);
  else if (isKept(metadata)) await letGo(found.ref, context, signal);
  else if (isOwnedBy(found.live, identity)) await deleteExactly(found.ref, metadata.uid, context, signal);
  else {
    const owner = describeOwner(found.live);
    log.info('Object left alone: it belongs to somebody else', { object: formatRef(ref), owner });
  }
}

async function deleteExactly(
  ref: ObjectRef,
  uid: string | undefined,
  { cluster }: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    await cluster.delete(ref, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) }, signal);
  } catch (error) {
    // Another object of that name took its place: the one to be deleted is gone.
    if (!isCapstanError(error, 'CONFLICT')) throw error;
  }
}

const definitionPollMs = 100;
const definitionTimeoutMs = 60_000; // Helm: 60 s for a CRD to be Established

/** Kinds that a step defined are usable only once their definitions are established. */
export async function waitForDefinitions(
  step: readonly { readonly object: { readonly kind: string }; readonly item: { readonly ref: ObjectRef } }[],
  { cluster, now, wait }: Pick<ReleaseContext, 'cluster' | 'now' | 'wait'>,
  signal: AbortSignal,
): Promise<void> {
  const definitions = step
    .filter(({ object }) => object.kind === 'CustomResourceDefinition')
    .map(({ item }) => item.ref);
  if (definitions.length === 0) return;
  const deadline = now().getTime() + definitionTimeoutMs;
  await wait(`${definitions.map(formatRef).join(', ')} to be established`, async () => {
    for (const ref of definitions) await untilEstablished(ref, () => now().getTime() > deadline, cluster, signal);
  });
  cluster.discovery.invalidate();
}

async function untilEstablished(
  ref: ObjectRef,
  isLate: () => boolean,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const live = await cluster.get(ref, signal);
    if (live && readinessOf(live).status === 'Current') return;
    if (isLate()) throw new CapstanError('API_ERROR', `${formatRef(ref)} was not established within 60 s`);
    await setTimeout(definitionPollMs, undefined, { signal });
  }
}

/** Waits for all, then throws a failure: nothing goes on behind the back of who cleans up. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  // One whose outcome is not known outweighs the others: nothing may be cleared away behind it.
  if (failures.length > 0) throw failures.find(isTransient) ?? failures[0];
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}
