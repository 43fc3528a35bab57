import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isAbort } from '../errors/index.ts';
import {
  act,
  type Decision,
  decide,
  deployedOf,
  isSameResource,
  type Outcome,
  type ReleaseContext,
} from '../release/index.ts';
import { inputsOf } from './inputs.ts';
import { currentInventory, type Pass, type Reconciler, refreshed } from './pass.ts';
import type { NextRun, Run } from './queue.ts';
import { findDrift } from './readiness.ts';
import { contextOf } from './release-context.ts';
import { hasFinalizer, ownerOf, type Resource, withFinalizer, withoutFinalizers } from './resource.ts';
import type { FailedStep } from './status.ts';
import { patchResource } from './status-writer.ts';
import { announce, announceOverrides, tell, tellDeployed, tellFailed } from './tell.ts';

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
    checkOwner(pass);
    const { values, digest, capabilities } = await inputsOf(pass);
    const inventory = await currentInventory(pass);
    if (inventory && the.watch.watchDependentResources) the.dependents.track(pass.owner, inventory);
    const drift =
      inventory && the.watch.watchDependentResources ? findDrift(inventory, the.dependents.viewFor(pass.owner)) : [];
    const decision = decide({ isDeleting: false, history: pass.history, digest, drift });
    if (!(await ensureFinalizer(pass))) return { after: 'nothing' };
    if (decision.do === 'nothing') return await tellDeployed(pass, undefined);
    log.debug('Decided', { decision: decision.do, because: decision.because });
    const context = contextOf(pass, values, digest, capabilities);
    step = stepOf(decision);
    return await tellDeployed(pass, await carryOut(pass, decision, context));
  } catch (error) {
    return tellFailed(pass, step, error);
  }
}

/** Two kinds, or a resource and a person, can choose one release name; the first one has it. */
function checkOwner({ history, identity }: Pass): void {
  const other = history.find(({ owner }) => owner && !isSameResource(owner, identity.owner))?.owner;
  if (!other) return;
  const release = `${identity.namespace}/${identity.name}`;
  throw new CapstanError('OBJECT_OWNED', `release ${release} belongs to ${other.kind} ${other.name}`);
}

async function remove(pass: Pass): Promise<NextRun> {
  const { the, ref, run, log } = pass;
  const own = pass.history.filter(({ owner }) => owner && isSameResource(owner, pass.identity.owner));
  try {
    // Neither values nor digest matter any more: a resource whose spec never made sense can still be deleted.
    const capabilities = { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] };
    await act(
      { do: 'uninstall', because: 'deleted' },
      contextOf({ ...pass, history: own }, {}, '', capabilities),
      run.signal,
    );
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
