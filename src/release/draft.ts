import { activeChart } from '../chart/index.ts';
import type { KubeObject, ObjectRef } from '../cluster/index.ts';
import { type Manifest, manifestText, parseManifestText, type Rendered } from '../render/index.ts';
import { applyPlan, type Created } from './apply.ts';
import { waitUntilReady } from './await-ready.ts';
import type { ReleaseContext } from './context.ts';
import { bringDefinitions } from './definitions.ts';
import { hideSecrets } from './hide-secrets.ts';
import { inventoryOf, nextRevision, type RecordSummary, unfinishedOf } from './history.ts';
import { type HookRuns, withHookRuns } from './hook-runs.ts';
import { runHooks } from './hooks.ts';
import { type Inventory, inventoryItem, unionOf } from './inventory.ts';
import { stampManifests, stampRecorded } from './objects.ts';
import { type Order, orderOf } from './order.ts';
import { checkRecord } from './ownership.ts';
import { type Plan, planRelease } from './plan.ts';
import { prune } from './prune.ts';
import { type RecordStatus, type ReleaseRecord, recordChart, recordHook } from './record.ts';
import { recordedOrder } from './recorded-order.ts';
import { renderRevision, valuesToRender } from './render-revision.ts';
import { createRecord, deleteRecord, readRecord, updateRecord } from './store.ts';

/** A revision before anything of it exists: what was rendered and what has to be done. */
export interface Draft {
  readonly mode: 'install' | 'upgrade';
  readonly revision: number;
  readonly rendered: Rendered;
  readonly plan: Plan;
  /** That of the objects to be pruned, as they were made. */
  readonly pruneOrder: Order;
  /** The release's objects once the draft is carried out, fingerprints not yet known. */
  readonly wanted: Inventory;
  /** What exists, or may exist, of the release now. */
  readonly previous: Inventory;
  /** A broken-off attempt whose record is written over. */
  readonly resume: RecordSummary | undefined;
}

/** A revision that is written down and not yet deployed. */
export interface Pending {
  readonly record: ReleaseRecord;
  readonly summary: RecordSummary;
  readonly hookRuns: HookRuns;
}

/** A revision whose record says how it ended. */
export interface Done {
  readonly record: ReleaseRecord;
  readonly summary: RecordSummary;
}

/** @param known what it renders to, where that need not be found out */
export async function draftRevision(
  mode: Draft['mode'],
  resume: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
  known?: Rendered,
): Promise<Draft> {
  const { identity, history, cluster } = context;
  const hasNewKinds = await bringDefinitions(mode, context, signal);
  const capabilities = hasNewKinds ? await cluster.discovery.capabilities(signal) : context.capabilities;
  const revision = resume?.revision ?? nextRevision(history);
  const rendered = known ?? (await renderRevision({ mode, revision, capabilities, hasLookup: true }, context, signal));
  const objects = await stampManifests(rendered.manifests, { cluster, identity }, signal);
  const { plan, previous } = await planObjects(mode, rendered.manifests, objects, context, signal);
  const wanted = objects.map((object) => inventoryItem(object));
  // Before the record of a broken-off attempt is written over: what it made is named nowhere else.
  const pruneOrder = await recordedOrder(plan.prune, undefined, context, signal);
  return { mode, revision, rendered, plan, pruneOrder, wanted, previous, resume };
}

/**
 * What has to be sent so that a revision has these objects, from all that may exist now.
 * @param manifests what they were made of, one by one
 */
export async function planObjects(
  mode: Draft['mode'],
  manifests: readonly Manifest[],
  objects: readonly KubeObject[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Pick<Draft, 'plan' | 'previous'>> {
  const previous = await existingItems(context, signal);
  const manner = mode === 'upgrade' && context.policy.forceUpgrade ? 'replace' : 'apply';
  const order = context.policy.wait === 'ordered' ? orderOf(manifests, objects) : [];
  const plan = planRelease(objects, previous, (item) => isIntact(context, item.ref, item.applied), manner, order);
  return { plan, previous };
}

/** Writes the pending record: from here on a restart knows what may exist. */
export async function recordDraft(
  draft: Draft,
  firstDeployed: string | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Pending> {
  const status: RecordStatus = draft.mode === 'install' ? 'pending-install' : 'pending-upgrade';
  const now = context.now().toISOString();
  const { rendered, revision, mode } = draft;
  const record: ReleaseRecord = {
    name: context.identity.name,
    namespace: context.identity.namespace,
    version: revision,
    info: {
      first_deployed: firstDeployed ?? now,
      last_deployed: now,
      deleted: '',
      description: mode === 'install' ? 'Initial install underway' : 'Preparing upgrade', // Helm's words
      status,
      ...(rendered.notes === '' ? {} : { notes: rendered.notes }),
    },
    chart: recordChart(activeChart(context.chart, valuesToRender(context))), // as Helm: with what subcharts add to its values
    config: context.values,
    manifest: manifestText(rendered.manifests),
    hooks: rendered.hooks.map(recordHook),
  };
  const inventory = unionOf(draft.previous, draft.wanted);
  context.live.expect(inventory, draft.wanted);
  const summary = draft.resume
    ? await updateRecord(context, draft.resume, record, inventory, signal)
    : await createRecord(context, record, inventory, signal);
  return { record, summary, hookRuns: new Map() };
}

/** Hooks, apply, prune, readiness, hooks. @returns the inventory as it stands afterwards */
export async function carryOut(
  draft: Draft,
  { summary, hookRuns }: Pending,
  context: ReleaseContext,
  created: Created,
  signal: AbortSignal,
): Promise<Inventory> {
  const { rendered, plan, pruneOrder, mode, wanted } = draft;
  const attempt = { since: summary.createdAt, runs: hookRuns };
  await runHooks(`pre-${mode}`, rendered.hooks, attempt, context, signal);
  const applied = await applyPlan(plan, context, created, signal);
  await prune(plan.prune, pruneOrder, context, signal);
  const inventory = unionOf(wanted, [...plan.unchanged, ...applied]);
  await waitUntilReady(inventory, context, signal);
  await runHooks(`post-${mode}`, rendered.hooks, attempt, context, signal);
  return inventory;
}

/** Marks the revision deployed and takes what is older out of the way. */
export async function concludeRevision(
  pending: Pending,
  inventory: Inventory,
  description: string,
  context: ReleaseContext,
  signal: AbortSignal,
  digest = context.digest,
): Promise<Done> {
  const { summary, hookRuns } = pending;
  const record = ended(withHookRuns(pending.record, hookRuns), 'deployed', description);
  return { record, summary: await updateRecord(context, summary, record, inventory, signal, digest) };
}

/** As Helm says what failed. */
export interface Failure {
  readonly what: 'Release' | 'Upgrade' | 'Rollback';
  readonly because: string;
}

/** @param inventory all that may exist by now: the next attempt goes on from there */
export async function failRevision(
  { record, summary, hookRuns }: Pending,
  inventory: Inventory,
  { what, because }: Failure,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<RecordSummary> {
  const description = `${what} ${JSON.stringify(record.name)} failed: ${hideSecrets(because, context)}`; // Helm's words
  const failed = ended(withHookRuns(record, hookRuns), 'failed', shortened(description));
  return updateRecord(context, summary, failed, inventory, signal);
}

function ended(record: ReleaseRecord, status: RecordStatus, description: string): ReleaseRecord {
  return { ...record, info: { ...record.info, status, description } };
}

const descriptionLengthAtMost = 1_000;

/** What went wrong can be as long as a manifest; the record's Secret has its limit. */
function shortened(description: string): string {
  return description.length <= descriptionLengthAtMost
    ? description
    : `${description.slice(0, descriptionLengthAtMost)}…`;
}

/**
 * Deletes the oldest revisions above the limit; the newest one is `current`.
 * @param spared is needed still, however old
 */
export async function trimHistory(
  context: ReleaseContext,
  current: RecordSummary,
  signal: AbortSignal,
  spared?: RecordSummary,
): Promise<void> {
  if (context.maxHistory === 0) return;
  const others = context.history.filter((record) => record.secretName !== current.secretName);
  const surplus = others
    .filter((record) => record.secretName !== spared?.secretName)
    .slice(0, Math.max(0, others.length + 1 - context.maxHistory));
  for (const record of surplus) await deleteRecord(context, record, signal);
}

/**
 * All objects that revisions not known to be over may have left: the annotation's inventory, or the record's manifest
 * where another program wrote the record.
 * @param check throws when such a record is not to be taken over; an uninstall looks at each object's owner instead
 */
export async function existingItems(
  context: ReleaseContext,
  signal: AbortSignal,
  check: (summary: RecordSummary, record: ReleaseRecord) => void = (summary, record) =>
    checkRecord(summary, record, context.identity),
): Promise<Inventory> {
  let all: Inventory = [];
  for (const summary of unfinishedOf(context.history)) {
    all = unionOf(all, inventoryOf(summary) ?? (await readItems(summary, check, context, signal)));
  }
  return all;
}

async function readItems(
  summary: RecordSummary,
  check: (summary: RecordSummary, record: ReleaseRecord) => void,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Inventory> {
  const record = await readRecord(context, summary, signal);
  check(summary, record);
  const objects = await stampRecorded(parseManifestText(record.manifest), context, signal);
  return objects.map((object) => inventoryItem(object));
}

export function isIntact(context: ReleaseContext, ref: ObjectRef, applied: string): boolean {
  const live = context.live.find(ref);
  return typeof live === 'object' && live.applied === applied && !live.isDeleting;
}
