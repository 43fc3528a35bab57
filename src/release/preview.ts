import { type KubeObject, keyOf, type ObjectRef } from '../cluster/index.ts';
import { type CapstanError, isCapstanError } from '../errors/index.ts';
import { chartDefinitions, type Hook, type Manifest } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import type { Decision } from './decide.ts';
import { hasDefinitionsIn } from './definitions.ts';
import { existingItems, planObjects } from './draft.ts';
import { deployedOf, nextRevision } from './history.ts';
import { inventoryItem } from './inventory.ts';
import { keepsRevision } from './keeps-revision.ts';
import { stampManifests } from './objects.ts';
import { type Manner, type Plan, type PlannedApply, planRelease } from './plan.ts';
import { readObjects } from './read.ts';
import { recordedRendering } from './recorded-rendering.ts';
import { recreateAnnotation } from './recreate.ts';
import { renderRevision, valuesToRender } from './render-revision.ts';
import { sendObject } from './send.ts';
import { readRecord } from './store.ts';

/** What a decision would come to. */
export interface Preview {
  /** Of the release's objects, and of crds/. */
  readonly objects: readonly PreviewedObject[];
  readonly prune: readonly ObjectRef[];
  /** Those that would run, in the order of their events. */
  readonly hooks: readonly { readonly event: string; readonly kind: string; readonly name: string }[];
  /** An upgrade that would make what is deployed already, and so no revision. */
  readonly keepsRevision?: boolean;
}

export interface PreviewedObject {
  readonly ref: ObjectRef;
  /** As it would be sent. */
  readonly wanted: KubeObject;
  readonly live: KubeObject | undefined;
  /** As the API server says it would be then; undefined: it cannot tell before other objects of the release are there. */
  readonly next: KubeObject | undefined;
  /** It would be deleted and made anew. */
  readonly isRecreated: boolean;
  /** Why the API server would not take it. */
  readonly refusal: CapstanError | undefined;
}

/**
 * Renders and plans as the action would, and asks the API server for a dry run of every object. Nothing is written, as long
 * as the context's clusters write nothing.
 */
export async function previewDecision(
  decision: Decision,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Preview> {
  switch (decision.do) {
    case 'install':
    case 'upgrade':
      return previewRevision(decision.do, context, signal);
    case 'correct': {
      const objects = await correctedObjects(decision.drift, context, signal);
      const planned = objects.map((object) => ({ object, item: inventoryItem(object), isNew: false }));
      return { objects: await previewAll(planned, 'correct', context, signal), prune: [], hooks: [] };
    }
    default:
      return { objects: [], prune: [], hooks: [] };
  }
}

/** What a rollback to a recorded revision would come to. */
export async function previewObjects(
  objects: readonly KubeObject[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Preview> {
  const plan = planRelease(objects, await existingItems(context, signal, () => {}), () => false);
  return previewPlan(plan, [], context, signal);
}

async function previewRevision(
  mode: 'install' | 'upgrade',
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Preview> {
  const { cluster, identity, history, policy, capabilities, chart } = context;
  const revision = nextRevision(history);
  const base = mode === 'upgrade' ? deployedOf(history) : undefined;
  const deployed = base && (await readRecord(context, base, signal));
  const known = base && deployed && recordedRendering(base, deployed, context);
  const rendered = known ?? (await renderRevision({ mode, revision, capabilities, hasLookup: true }, context, signal));
  const definitions = hasDefinitionsIn(mode, policy) ? chartDefinitions(chart, valuesToRender(context)) : [];
  // The scope of a kind that comes with crds/ is known from its definition alone.
  const stamped = await stampManifests([...definitions, ...rendered.manifests], { cluster, identity }, signal);
  const objects = stamped.slice(definitions.length);
  const { plan } = await planObjects(mode, rendered.manifests, objects, context, signal);
  const isSame = base && deployed && keepsRevision({ plan, rendered }, base, deployed, context);
  const isHookless = policy.disableHooks[mode] || isSame;
  const { objects: own, ...preview } = await previewPlan(
    plan,
    isHookless ? [] : hooksOf(mode, rendered.hooks),
    context,
    signal,
  );
  const objectsToSend = [...(await previewDefinitions(definitions, context, signal)), ...own];
  return { ...preview, objects: objectsToSend, keepsRevision: isSame === true };
}

async function previewPlan(
  plan: Plan,
  hooks: Preview['hooks'],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Preview> {
  const objects = await previewAll(plan.steps.flat(), plan.manner, context, signal);
  return { objects, prune: plan.prune.map(({ ref }) => ref), hooks };
}

async function correctedObjects(
  drift: readonly ObjectRef[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const base = deployedOf(context.history);
  if (!base) return [];
  const differing = new Set(drift.map(keyOf));
  const objects = await readObjects(context, base, signal);
  return objects.filter((object) => differing.has(keyOf(inventoryItem(object).ref)));
}

/** One of crds/ is made where it is missing, and changed only where the policy says so. */
async function previewDefinitions(
  definitions: readonly Manifest[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<PreviewedObject[]> {
  const found: PreviewedObject[] = [];
  for (const { object } of definitions) {
    const wanted = object as KubeObject;
    const { ref } = inventoryItem(wanted);
    const live = await context.cluster.get(ref, signal);
    if (live && context.policy.crds !== 'CreateReplace') continue;
    const { object: next } = await context.cluster.apply(wanted, { force: true, dryRun: true }, signal);
    found.push({ ref, wanted, live, next, isRecreated: false, refusal: undefined });
  }
  return found;
}

const atOnce = 8;

async function previewAll(
  planned: readonly PlannedApply[],
  manner: Manner,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<PreviewedObject[]> {
  const previews: PreviewedObject[] = [];
  for (let at = 0; at < planned.length; at += atOnce) {
    const some = planned.slice(at, at + atOnce);
    previews.push(...(await Promise.all(some.map((one) => previewOne(one, manner, context, signal)))));
  }
  return previews;
}

async function previewOne(
  planned: PlannedApply,
  manner: Manner,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<PreviewedObject> {
  const { object: wanted, item } = planned;
  const previewed = { ref: item.ref, wanted, live: undefined, next: undefined, isRecreated: false, refusal: undefined };
  try {
    const live = await context.cluster.get(item.ref, signal);
    const isRecreated = live !== undefined && (await wouldRecreate(wanted, live, context, signal));
    if (isRecreated) return { ...previewed, live, next: wanted, isRecreated };
    const { object: next } = await sendObject(planned, { manner, dryRun: true }, context, signal);
    return { ...previewed, live, next };
  } catch (error) {
    if (isCapstanError(error, 'KIND_UNKNOWN', 'NOT_FOUND')) return previewed; // its definition or namespace comes with it
    if (!isCapstanError(error) || isCapstanError(error, 'CONNECTION_FAILED', 'UNAUTHORIZED')) throw error;
    return { ...previewed, refusal: error };
  }
}

/** A dry run cannot show it: what is deleted and made anew is never a change of the object that is there. */
async function wouldRecreate(
  wanted: KubeObject,
  live: KubeObject,
  { cluster }: ReleaseContext,
  signal: AbortSignal,
): Promise<boolean> {
  if (![wanted, live].some(({ metadata }) => metadata.annotations?.[recreateAnnotation] === 'true')) return false;
  try {
    await cluster.apply(wanted, { force: true, dryRun: true }, signal);
    return false;
  } catch (error) {
    return isCapstanError(error, 'IMMUTABLE_FIELD');
  }
}

function hooksOf(mode: 'install' | 'upgrade', hooks: readonly Hook[]): Preview['hooks'] {
  const events = [`pre-${mode}`, `post-${mode}`] as const;
  return events.flatMap((event) =>
    hooks
      .filter((hook) => hook.events.includes(event))
      .map(({ object }) => ({ event, kind: object.kind, name: object.metadata.name })),
  );
}
