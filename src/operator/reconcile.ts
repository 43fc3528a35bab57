import { applySet, type Chart, type Values } from '../chart/index.ts';
import { type Cluster, formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import {
  act,
  type Decision,
  decide,
  deployedOf,
  type History,
  type Inventory,
  inventoryItem,
  inventoryOf,
  nothingWatched,
  type Outcome,
  type ReleaseContext,
  type ReleaseIdentity,
  type ReleaseRecord,
  readObjects,
  readRecord,
} from '../release/index.ts';
import { inputDigest } from '../render/index.ts';
import type { Dependents } from './dependents.ts';
import type { EventRecorder, ResourceEvent } from './events.ts';
import type { NextRun, Run } from './queue.ts';
import { findDrift, sumUpReadiness } from './readiness.ts';
import type { RecordCache } from './record-cache.ts';
import { hasFinalizer, ownerOf, type Resource, withFinalizer, withoutFinalizers } from './resource.ts';
import { type FailedStep, isDeploymentTold, nextStatus, type ReleaseReadiness, type Report } from './status.ts';
import { patchResource, type ResourceStore, writeStatus } from './status-writer.ts';
import type { Watch } from './watches.ts';

/** Everything a reconcile reaches for; one for all resources of a kind. */
export interface Reconciler {
  readonly watch: Watch;
  readonly cluster: Cluster;
  readonly store: ResourceStore;
  readonly records: RecordCache;
  readonly dependents: Dependents;
  readonly events: EventRecorder;
  readonly reconcilePeriodMs: number;
  readonly hookTimeoutMs: number;
  readonly maxHistory: number;
  readonly suppressOverrideValues: boolean;
  readonly now: () => Date;
  readonly log: Logger;
}

/** One resource in one run: what is known at its start. */
interface Pass {
  readonly the: Reconciler;
  readonly run: Run;
  readonly ref: ObjectRef;
  readonly resource: Resource;
  readonly identity: ReleaseIdentity;
  readonly history: History;
  readonly owner: string;
  readonly log: Logger;
}

/** Looks at one resource, decides, acts, and tells. Never throws: what fails ends in the status, the log and the back-off. */
export async function reconcile(the: Reconciler, ref: ObjectRef, run: Run): Promise<NextRun> {
  const owner = run.key;
  const resource = the.store.get(ref.namespace, ref.name);
  if (!resource || (resource.object.metadata.deletionTimestamp && !hasFinalizer(resource))) {
    the.dependents.forget(owner);
    return { after: 'nothing' };
  }
  const identity = {
    name: ref.name,
    namespace: ref.namespace,
    chartName: the.watch.chart.metadata.name,
    owner: ownerOf(resource, the.watch.gvk),
  };
  const history = the.records.historyOf(identity.namespace, identity.name);
  const log = the.log.child('reconcile', { namespace: ref.namespace, name: ref.name, run: newRunId() });
  const pass: Pass = { the, run, ref, resource, identity, history, owner, log };
  try {
    return resource.object.metadata.deletionTimestamp ? await remove(pass) : await bringAbout(pass);
  } catch (error) {
    if (run.signal.aborted || isAbort(error)) return { after: 'nothing' };
    log.error('Reconcile failed', error);
    return { after: 'backoff' };
  }
}

async function bringAbout(pass: Pass): Promise<NextRun> {
  const { the, log } = pass;
  let step: FailedStep = deployedOf(pass.history) ? 'render' : 'install';
  try {
    const { values, digest, capabilities } = await inputsOf(pass);
    const inventory = await currentInventory(pass);
    if (inventory && the.watch.watchDependentResources) the.dependents.track(pass.owner, inventory);
    const drift =
      inventory && the.watch.watchDependentResources ? findDrift(inventory, the.dependents.viewFor(pass.owner)) : [];
    const decision = decide({ isDeleting: false, history: pass.history, digest, drift });
    await ensureFinalizer(pass);
    if (decision.do === 'nothing') return await tellDeployed(pass, undefined);
    log.debug('Decided', { decision: decision.do, because: decision.because });
    const context = contextOf(pass, values, digest, capabilities);
    step = stepOf(decision);
    return await tellDeployed(pass, await carryOut(pass, decision, context));
  } catch (error) {
    return tellFailed(pass, step, error);
  }
}

async function remove(pass: Pass): Promise<NextRun> {
  const { the, ref, run, log } = pass;
  try {
    // Neither values nor digest matter any more: a resource whose spec never made sense can still be deleted.
    const capabilities = { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] };
    await act({ do: 'uninstall', because: 'deleted' }, contextOf(pass, {}, '', capabilities), run.signal);
    log.info('Uninstalled release');
    await tell(pass, { is: 'uninstalled' });
    log.info('Removing finalizer');
    await patchResource(
      ref,
      the.store,
      the.cluster,
      (resource) =>
        hasFinalizer(resource) ? { body: { metadata: { finalizers: withoutFinalizers(resource) } } } : undefined,
      run.signal,
    );
    the.dependents.forget(pass.owner);
    return { after: 'nothing' };
  } catch (error) {
    return tellFailed(pass, 'uninstall', error);
  }
}

interface Inputs {
  readonly values: Values;
  readonly digest: string;
  readonly capabilities: ReleaseContext['capabilities'];
}

async function inputsOf({ the, resource, ref, identity, run }: Pass): Promise<Inputs> {
  const spec = resource.object['spec'] ?? {};
  if (typeof spec !== 'object' || Array.isArray(spec)) {
    const found = Array.isArray(spec) ? 'a list' : `a ${typeof spec}`;
    throw new CapstanError('SPEC_INVALID', `${formatRef(ref)}: spec must be an object, is ${found}`);
  }
  checkReleaseName(ref);
  const values = withOverrides(spec as Values, the.watch.overrideValues);
  const capabilities = await the.cluster.discovery.capabilities(run.signal);
  const { chart } = the.watch;
  return { values, capabilities, digest: inputDigest({ chart, values, release: identity, capabilities }) };
}

/** As `--set-string`: whatever the text looks like, it stays text. */
function withOverrides(spec: Values, overrides: Watch['overrideValues']): Values {
  return Object.entries(overrides).reduce(
    (values, [path, text]) => applySet(values, `${path}=${text}`, 'string'),
    spec,
  );
}

const releaseNameLengthAtMost = 53; // Helm: leaves room for suffixes within the 63 characters of a DNS label

function checkReleaseName({ name }: ObjectRef): void {
  if (name.length <= releaseNameLengthAtMost) return;
  throw new CapstanError(
    'RELEASE_NAME_INVALID',
    `release name "${name}" has ${name.length} characters; at most ${releaseNameLengthAtMost} are allowed`,
  );
}

/** The objects of the deployed revision; read from the record only where another program wrote it. */
async function currentInventory(pass: Pass): Promise<Inventory | undefined> {
  const deployed = deployedOf(pass.history);
  if (!deployed) return undefined;
  const known = inventoryOf(deployed);
  if (known || deployed.digest === '') return known; // a foreign record is looked at by the upgrade that takes it over
  const context = contextOf(pass, {}, deployed.digest, {
    kubeVersion: { version: '', major: '', minor: '' },
    apiVersions: [],
  });
  return (await readObjects(context, deployed, pass.run.signal)).map((object) => inventoryItem(object));
}

async function ensureFinalizer({ the, ref, resource, run }: Pass): Promise<void> {
  if (hasFinalizer(resource)) return;
  const add = (latest: Resource) =>
    hasFinalizer(latest) || latest.object.metadata.deletionTimestamp
      ? undefined
      : { body: { metadata: { finalizers: withFinalizer(latest) } } };
  await patchResource(ref, the.store, the.cluster, add, run.signal);
}

async function carryOut(
  pass: Pass,
  decision: Exclude<Decision, { do: 'nothing' }>,
  context: ReleaseContext,
): Promise<Outcome> {
  const { the, run, log } = pass;
  if (decision.do === 'install' || decision.do === 'upgrade') announceOverrides(pass);
  const outcome = await act(decision, context, run.signal);
  switch (outcome.did) {
    case 'installed':
      log.info('Installed release', { revision: outcome.revision });
      break;
    case 'upgraded':
      log.info('Upgraded release', { force: false, revision: outcome.revision });
      announce(pass, { type: 'Normal', reason: 'Upgraded', message: `Upgraded to revision ${outcome.revision}` });
      break;
    case 'corrected': {
      const objects = decision.do === 'correct' ? decision.drift.map(formatRef) : [];
      log.info('Corrected drift', { objects });
      announce(pass, { type: 'Normal', reason: 'DriftCorrected', message: `Put back ${objects.join(', ')}` });
    }
  }
  if (the.watch.watchDependentResources) {
    the.dependents.track(pass.owner, (await currentInventory(refreshed(pass))) ?? []);
  }
  return outcome;
}

/** The same pass with the records as they are now. */
function refreshed(pass: Pass): Pass {
  return { ...pass, history: pass.the.records.historyOf(pass.identity.namespace, pass.identity.name) };
}

async function tellDeployed(pass: Pass, outcome: Outcome | undefined): Promise<NextRun> {
  const { the, log } = pass;
  const now = refreshed(pass);
  const record = outcome?.record ?? (await untoldRecord(now));
  await tell(pass, { is: 'deployed', record, readiness: await readinessOfRelease(now) });
  log.debug('Reconciled release');
  const ms = the.watch.reconcilePeriodMs ?? the.reconcilePeriodMs;
  return ms > 0 ? { after: 'delay', ms } : { after: 'nothing' };
}

/** The deployed record, read only if the status does not tell of it yet: after a stop between record and status. */
async function untoldRecord(pass: Pass): Promise<ReleaseRecord | undefined> {
  const { the, resource, ref, history, run } = pass;
  const latest = the.store.get(ref.namespace, ref.name) ?? resource;
  const deployed = deployedOf(history);
  if (!deployed || isDeploymentTold(latest.status, latest.object.metadata.generation)) return undefined;
  return readRecord({ cluster: the.cluster }, deployed, run.signal);
}

/** undefined while a watch has not caught up: what nobody has looked at is neither ready nor not. */
async function readinessOfRelease(pass: Pass): Promise<ReleaseReadiness | undefined> {
  const { dependents } = pass.the;
  const inventory = (await currentInventory(pass)) ?? [];
  const watched = inventory.filter(({ ref }) => dependents.isWatched(ref));
  if (watched.some(({ ref }) => dependents.find(ref) === 'unknown')) return undefined;
  return sumUpReadiness(watched.map(({ ref }) => ({ ref, readiness: dependents.readinessOf(ref) })));
}

async function tellFailed(pass: Pass, during: FailedStep, error: unknown): Promise<NextRun> {
  const { run, log } = pass;
  if (run.signal.aborted || isAbort(error)) return { after: 'nothing' };
  if (isCapstanError(error, 'CONFLICT') && run.failures === 0) {
    log.debug('The world moved meanwhile', { error: error.message });
    return { after: 'backoff' };
  }
  log.error('Release failed', error, { during });
  const isNews = await tell(pass, { is: 'failed', during, error });
  if (isNews) announce(pass, { type: 'Warning', reason: 'ReleaseFailed', message: messageOf(error) });
  const isFinal = isCapstanError(error) && error.retry === 'never';
  return isFinal ? { after: 'nothing' } : { after: 'backoff' };
}

function tell({ the, ref, run }: Pass, report: Report): Promise<boolean> {
  const now = the.now();
  return writeStatus(
    ref,
    the.store,
    the.cluster,
    (before, generation) => nextStatus(before, report, generation, now),
    run.signal,
  );
}

/** Events are told on the side: nothing waits for them. */
function announce({ the, resource, run }: Pass, event: ResourceEvent): void {
  void the.events.record(resource, the.watch.gvk, event, run.signal);
}

function announceOverrides(pass: Pass): void {
  const { watch, suppressOverrideValues } = pass.the;
  for (const [key, value] of Object.entries(watch.overrideValues)) {
    const shown = suppressOverrideValues ? '****' : value;
    const message = `Chart value "${key}" overridden to "${shown}" by operator's watches.yaml`; // helm-operator's words
    announce(pass, { type: 'Warning', reason: 'OverrideValuesInUse', message });
  }
}

function contextOf(
  pass: Pass,
  values: Values,
  digest: string,
  capabilities: ReleaseContext['capabilities'],
): ReleaseContext {
  const { the, run, identity, history, log } = pass;
  const chart: Chart = the.watch.chart;
  return {
    cluster: the.cluster,
    identity,
    chart,
    values,
    capabilities,
    digest,
    history,
    live: the.watch.watchDependentResources ? the.dependents.viewFor(pass.owner) : nothingWatched,
    isRetry: run.failures > 0,
    hookTimeoutMs: the.hookTimeoutMs,
    maxHistory: the.maxHistory,
    now: the.now,
    log,
    wait: async (what, forIt) => {
      await tell(pass, { is: 'waiting', what });
      return run.wait(forIt);
    },
    onRecord: (secret) => the.records.put(secret),
  };
}

function stepOf(decision: Decision): FailedStep {
  switch (decision.do) {
    case 'install':
    case 'upgrade':
    case 'uninstall':
      return decision.do;
    default:
      return 'reconcile';
  }
}

let runs = 0;

/** Joins the log lines of one run. */
function newRunId(): string {
  runs = (runs + 1) % 0xffffff;
  return runs.toString(16).padStart(6, '0');
}
