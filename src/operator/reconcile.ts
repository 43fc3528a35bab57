import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { isAbort } from '../errors/index.ts';
import {
  act,
  checkHistory,
  type Decision,
  decide,
  deployedOf,
  inventoryOf,
  isResumable,
  type Outcome,
  type ReleaseContext,
  recordsOf,
} from '../release/index.ts';
import { inputsOf } from './inputs.ts';
import { currentInventory, type Pass, type Reconciler, refreshed } from './pass.ts';
import type { NextRun, Run } from './queue.ts';
import { findDrift } from './readiness.ts';
import { contextOf } from './release-context.ts';
import { hasFinalizer, ownerOf, type Resource, withFinalizer, withoutFinalizers } from './resource.ts';
import { lookAt } from './sight.ts';
import type { FailedStep } from './status.ts';
import { patchResource } from './status-writer.ts';
import { announce, announceOverrides, tellDeployed, tellFailed, tellIfPossible } from './tell.ts';

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
  const sight = the.watch.watchDependentResources
    ? the.dependents.sightFor(owner)
    : await lookAt(the.cluster, [], run.signal);
  const pass: Pass = { the, run, ref, resource, identity, history, owner, sight, log };
  try {
    return resource.object.metadata.deletionTimestamp ? await remove(pass) : await bringAbout(pass);
  } catch (error) {
    if (run.signal.aborted || isAbort(error)) return { after: 'nothing' };
    log.error('Reconcile failed', error);
    return { after: 'backoff' };
  }
}

async function bringAbout(given: Pass): Promise<NextRun> {
  const { the, log, run } = given;
  let pass = given;
  let step: FailedStep = deployedOf(pass.history) ? 'render' : 'install';
  try {
    checkHistory(pass.history, pass.identity);
    const inventory = (await currentInventory(pass)) ?? [];
    if (!the.watch.watchDependentResources) pass = { ...pass, sight: await lookAt(the.cluster, inventory, run.signal) };
    pass.sight.expect(inventory);
    const drift = findDrift(inventory, pass.sight);
    const { values, digest, capabilities } = await inputsOf(pass);
    const decision = decide({ deletedAt: undefined, history: pass.history, digest, drift });
    if (!(await ensureFinalizer(pass))) return { after: 'nothing' };
    if (decision.do === 'nothing') return await tellDeployed(pass, undefined);
    log.debug('Decided', { decision: decision.do, because: decision.because });
    step = stepOf(decision);
    const outcome = await carryOut(pass, decision, contextOf(pass, values, digest, capabilities));
    const next = await tellDeployed(pass, outcome);
    const isFight = decision.do === 'correct' && the.corrections.isFight(pass.owner, decision.drift);
    return isFight ? { after: 'backoff' } : next;
  } catch (error) {
    const repaired = await repairMeanwhile(pass, step, error);
    const next = await tellFailed(pass, step, error);
    return the.corrections.isFight(pass.owner, repaired) ? { after: 'backoff' } : next;
  }
}

/** Inputs that cannot be brought about are no reason to leave the release that stands unrepaired. @returns what was put back */
async function repairMeanwhile(given: Pass, step: FailedStep, error: unknown): Promise<readonly ObjectRef[]> {
  const pass = refreshed(given);
  const deployed = deployedOf(pass.history);
  const hasFailed = (step === 'upgrade' || step === 'render') && !isResumable(error, pass.run.signal);
  if (!hasFailed || !deployed) return [];
  const drift = findDrift(inventoryOf(deployed) ?? [], pass.sight);
  if (drift.length === 0) return [];
  const decision = { do: 'correct', drift, because: 'the release that stands is not intact' } as const;
  try {
    await carryOut(pass, decision, contextOf(pass, {}, deployed.digest, noCapabilities));
    return drift;
  } catch (correctionError) {
    pass.log.error('Drift could not be corrected', correctionError);
    return [];
  }
}

const noCapabilities = { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] };

async function remove(pass: Pass): Promise<NextRun> {
  const { the, ref, run, log } = pass;
  const own = recordsOf(pass.history, pass.identity, pass.resource.status.deployedRelease !== undefined);
  try {
    // Neither values nor digest matter any more: a resource whose spec never made sense can still be deleted.
    await act(
      { do: 'uninstall', since: pass.resource.object.metadata.deletionTimestamp ?? '', because: 'deleted' },
      contextOf({ ...pass, history: own }, {}, '', noCapabilities),
      run.signal,
    );
    log.info('Uninstalled release');
    await tellIfPossible(pass, { is: 'uninstalled' });
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

/** False: the resource is gone, going, or another one of its name by now. Nothing may be made for it any more. */
async function ensureFinalizer({ the, ref, resource, run }: Pass): Promise<boolean> {
  if (hasFinalizer(resource)) return true;
  const isStillIt = ({ object: { metadata } }: Resource) =>
    metadata.uid === resource.object.metadata.uid && metadata.deletionTimestamp === undefined;
  const add = (latest: Resource) =>
    hasFinalizer(latest) || !isStillIt(latest)
      ? undefined
      : { body: { metadata: { finalizers: withFinalizer(latest) } } };
  if (await patchResource(ref, the.store, the.cluster, add, run.signal)) return true;
  const latest = the.store.get(ref.namespace, ref.name);
  return latest !== undefined && isStillIt(latest) && hasFinalizer(latest);
}

async function carryOut(
  pass: Pass,
  decision: Exclude<Decision, { do: 'nothing' }>,
  context: ReleaseContext,
): Promise<Outcome> {
  const { run, log } = pass;
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
  pass.sight.expect((await currentInventory(refreshed(pass))) ?? []);
  return outcome;
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
