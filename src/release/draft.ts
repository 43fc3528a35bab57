import { activeChart } from '../chart/index.ts';
import { type Cluster, type KubeObject, lookup, type ObjectRef, refOf } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import {
  chartDefinitions,
  type Manifest,
  manifestText,
  parseManifestText,
  type Rendered,
  renderChart,
  renderWithLookups,
} from '../render/index.ts';
import { applyPlan, type Created, deleteItems, waitForDefinitions } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { deployedOf, inventoryOf, latestOf, type RecordSummary } from './history.ts';
import { runHooks } from './hooks.ts';
import { type Inventory, inventoryItem, unionOf } from './inventory.ts';
import { stampManifests } from './objects.ts';
import { checkRecord } from './ownership.ts';
import { groupByKind, inUninstallOrder, type Plan, planRelease } from './plan.ts';
import { type RecordStatus, type ReleaseRecord, recordChart, recordHook } from './record.ts';
import { createRecord, deleteRecord, readRecord, updateRecord } from './store.ts';

/** A revision before anything of it exists: what was rendered and what has to be done. */
export interface Draft {
  readonly mode: 'install' | 'upgrade';
  readonly revision: number;
  readonly rendered: Rendered;
  readonly plan: Plan;
  /** The release's objects once the draft is carried out, fingerprints not yet known. */
  readonly wanted: Inventory;
  /** What exists, or may exist, of the release now. */
  readonly previous: Inventory;
  /** A broken-off attempt whose record is written over. */
  readonly resume: RecordSummary | undefined;
}

export async function draftRevision(
  mode: Draft['mode'],
  resume: RecordSummary | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Draft> {
  const { identity, chart, values, history, cluster } = context;
  const hasNewKinds =
    mode === 'install' && (await installDefinitions(chartDefinitions(chart, values), context, signal));
  const capabilities = hasNewKinds ? await cluster.discovery.capabilities(signal) : context.capabilities;
  const revision = resume?.revision ?? (latestOf(history)?.revision ?? 0) + 1;
  const rendered = await renderWithLookups(
    (asking) =>
      renderChart({
        ...asking,
        chart,
        values,
        ...(identity.owner ? { valuesName: 'spec', integers: 'int64' } : {}),
        capabilities,
        release: {
          name: identity.name,
          namespace: identity.namespace,
          revision,
          isInstall: mode === 'install',
          isUpgrade: mode === 'upgrade',
        },
      }),
    { lookup: (query) => lookup(cluster, query, signal) },
  );
  const objects = await stampManifests(rendered.manifests, { cluster, identity }, signal);
  const previous = await existingItems(context, signal);
  const plan = planRelease(objects, previous, (item) => isIntact(context, item.ref, item.applied));
  return { mode, revision, rendered, plan, wanted: objects.map((object) => inventoryItem(object)), previous, resume };
}

/** Writes the pending record: from here on a restart knows what may exist. */
export async function recordDraft(
  draft: Draft,
  firstDeployed: string | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<{ record: ReleaseRecord; summary: RecordSummary }> {
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
    chart: recordChart(activeChart(context.chart, context.values)), // as Helm: with what subcharts add to its values
    config: context.values,
    manifest: manifestText(rendered.manifests),
    hooks: rendered.hooks.map(recordHook),
  };
  const inventory = unionOf(draft.previous, draft.wanted);
  context.live.expect(inventory);
  const summary = draft.resume
    ? await updateRecord(context, draft.resume, record, inventory, signal)
    : await createRecord(context, record, inventory, signal);
  return { record, summary };
}

/** Hooks, apply, prune, hooks. `since`: when this attempt's record was made. @returns the inventory as it stands afterwards */
export async function carryOut(
  draft: Draft,
  since: string,
  context: ReleaseContext,
  created: Created,
  signal: AbortSignal,
): Promise<Inventory> {
  const { rendered, plan, mode, wanted } = draft;
  await runHooks(`pre-${mode}`, rendered.hooks, since, context, signal);
  const applied = await applyPlan(plan, context, created, signal);
  await prune(plan.prune, context, signal);
  await runHooks(`post-${mode}`, rendered.hooks, since, context, signal);
  return unionOf(wanted, [...plan.unchanged, ...applied]);
}

/** Marks the revision deployed and takes what is older out of the way. */
export async function concludeRevision(
  pending: { record: ReleaseRecord; summary: RecordSummary },
  inventory: Inventory,
  description: string,
  context: ReleaseContext,
  signal: AbortSignal,
  digest = context.digest,
): Promise<{ record: ReleaseRecord; summary: RecordSummary }> {
  const { record, summary } = pending;
  const deployed: ReleaseRecord = { ...record, info: { ...record.info, status: 'deployed', description } };
  return { record: deployed, summary: await updateRecord(context, summary, deployed, inventory, signal, digest) };
}

/** Deletes the oldest revisions above the limit; the newest one is `current`. */
export async function trimHistory(context: ReleaseContext, current: RecordSummary, signal: AbortSignal): Promise<void> {
  if (context.maxHistory === 0) return;
  const others = context.history.filter((record) => record.secretName !== current.secretName);
  const surplus = others.slice(0, Math.max(0, others.length + 1 - context.maxHistory));
  for (const record of surplus) await deleteRecord(context, record, signal);
}

export async function prune(inventory: Inventory, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const going = inUninstallOrder(inventory.filter((item) => !item.keep)).map((item) => item.ref);
  const steps: ObjectRef[][] = groupByKind(going, (ref) => ref.kind);
  await deleteItems(steps, context, signal);
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
  // What is older than the deployed revision is over: its objects were pruned before that one was marked deployed.
  const from = deployedOf(context.history)?.revision ?? 0;
  for (const summary of context.history) {
    if (summary.revision < from || summary.status === 'superseded' || summary.status === 'uninstalled') continue;
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
  const objects = await stampManifests(parseManifestText(record.manifest), context, signal);
  return objects.map((object) => inventoryItem(object));
}

export function isIntact(context: ReleaseContext, ref: ObjectRef, applied: string): boolean {
  const live = context.live.find(ref);
  return typeof live === 'object' && live.applied === applied && !live.isDeleting;
}

/** crds/ of a chart: made when missing, never changed, never removed, as Helm does. @returns whether any was missing */
async function installDefinitions(
  crds: readonly Manifest[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<boolean> {
  const made = await Promise.all(crds.map((crd) => createIfMissing(context.cluster, crd.object as KubeObject, signal)));
  const news = made.filter((object) => object !== undefined);
  await waitForDefinitions(
    news.map((object) => ({ object, item: { ref: refOf(object) } })),
    context,
    signal,
  );
  return news.length > 0;
}

async function createIfMissing(
  cluster: Cluster,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  if (await cluster.get(refOf(object), signal, { metadataOnly: true })) return undefined;
  try {
    return await cluster.create(object, {}, signal);
  } catch (error) {
    if (isCapstanError(error, 'ALREADY_EXISTS')) return undefined;
    throw error;
  }
}
