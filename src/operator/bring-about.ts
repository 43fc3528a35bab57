import type { ObjectRef } from '../cluster/index.ts';
import {
  checkHistory,
  type Decision,
  decide,
  deployedOf,
  type Inventory,
  rendersDifferently,
} from '../release/index.ts';
import { asksForLookups } from '../render/index.ts';
import { carryOut } from './carry-out.ts';
import { warnOfDrift } from './drift-warning.ts';
import { ensureFinalizer } from './finalizer.ts';
import { type Inputs, inputsOf } from './inputs.ts';
import { currentInventory, type Pass } from './pass.ts';
import type { NextRun } from './queue.ts';
import { findDrift } from './readiness.ts';
import { contextOf, isForced } from './release-context.ts';
import { repair, repairMeanwhile } from './repair.ts';
import { lookAt, type Sight } from './sight.ts';
import type { FailedStep } from './status.ts';
import { isExhausted, tell, tellBlocked, tellDeployed, tellFailed } from './tell.ts';

/** From what a resource asks for to a release that is so, and a status that tells of it. */
export async function bringAbout(given: Pass): Promise<NextRun> {
  const { the, run } = given;
  let pass = given;
  let step: FailedStep = deployedOf(pass.history) ? 'render' : 'install';
  let digest: string | undefined;
  try {
    checkHistory(pass.history, pass.identity);
    const inventory = (await currentInventory(pass)) ?? [];
    pass = await lookClosely(pass, inventory);
    pass.sight.expect(inventory);
    const drift = findDrift(inventory, pass.sight);
    // Secrets are made on the way to the inputs: whatever is made has to have somebody who clears it away.
    if (the.watch.generate.length > 0 && !(await ensureFinalizer(pass))) return { after: 'nothing' };
    const inputs = await inputsOf(pass);
    if (inputs.waitingFor.length > 0) return await waitForOthers(pass, inputs.waitingFor, drift);
    digest = inputs.digest;
    const demand = await demandFor(pass, inputs);
    const { mode } = the.watch.driftDetection;
    const decision = decide({
      deletedAt: undefined,
      history: pass.history,
      digest,
      drift: mode === 'enabled' ? drift : [],
      demand,
    });
    if (!(await ensureFinalizer(pass))) return { after: 'nothing' };
    if (decision.do === 'nothing') {
      the.rollout.forget(pass.owner); // a turn that is not needed any more
      return await tellDeployed(pass, undefined, mode === 'warn' ? await warnOfDrift(pass, drift) : []);
    }
    if (isGivenUp(pass, decision, digest)) return await holdStill(pass, drift);
    const turn = turnOf(pass, decision);
    if (turn > 0) return await waitForTurn(pass, turn, drift);
    pass.log.debug('Decided', { decision: decision.do, because: decision.because });
    step = stepOf(decision);
    const outcome = await carryOut(pass, decision, contextOf(pass, inputs));
    the.rollout.forget(pass.owner);
    const next = await tellDeployed(pass, outcome);
    if (the.isStrict && decision.do !== 'correct') return { after: 'delay', ms: 0 }; // helm-operator looks again after each of its writes
    const isFight = decision.do === 'correct' && the.corrections.isFight(pass.owner, outcome.corrected ?? []);
    return isFight ? { after: 'backoff' } : next;
  } catch (error) {
    const repaired = await repairMeanwhile(pass, step, error);
    const next = await tellFailed(pass, step, error, digest);
    return the.corrections.isFight(pass.owner, repaired) && !run.signal.aborted ? { after: 'backoff' } : next;
  }
}

/** By requests instead of watches: where nothing is watched, and where somebody asks for it. */
async function lookClosely(pass: Pass, inventory: Inventory): Promise<Pass> {
  const { the, run, wishes, resource } = pass;
  const isAsked = wishes.reconcileNow !== undefined && wishes.reconcileNow !== resource.status.lastHandledReconcileAt;
  if (isAsked) the.cluster.discovery.invalidate();
  if (the.watch.watchDependentResources && !isAsked) return pass;
  const near = await lookAt(the.cluster, inventory, run.signal);
  return { ...pass, sight: the.watch.watchDependentResources ? alsoWatched(near, pass.sight) : near };
}

/** What is made meanwhile has to come into sight of the watches, too: nobody else tells what becomes of it. */
function alsoWatched(near: Sight, watched: Sight): Sight {
  return {
    ...near,
    expect: (inventory) => watched.expect(inventory),
    put: (object) => {
      near.put(object);
      watched.put(object);
    },
  };
}

/** Why a new revision is due although the inputs are those of the deployed one. */
export async function demandFor(pass: Pass, inputs: Inputs): Promise<string | undefined> {
  const { the, history, run } = pass;
  if (isForced(pass)) return 'a new revision is asked for';
  const hasLookup = the.watch.dryRunOption === 'server';
  const isCompared = the.isStrict || (hasLookup && asksForLookups(the.watch.chart));
  if (!isCompared || !deployedOf(history)) return undefined;
  const differs = await rendersDifferently(hasLookup, contextOf(pass, inputs), run.signal);
  return differs ? 'the chart renders to something else' : undefined;
}

async function waitForOthers(pass: Pass, waitingFor: readonly string[], drift: readonly ObjectRef[]): Promise<NextRun> {
  await repair(pass, drift);
  return tellBlocked(pass, waitingFor);
}

/** What failed too often is not tried again; what stands is kept as it is. */
function isGivenUp(pass: Pass, decision: Decision, digest: string): boolean {
  const { failures } = pass.resource.status;
  const isAttempt = decision.do === 'install' || decision.do === 'upgrade';
  return isAttempt && !isForced(pass) && failures?.inputs === digest && isExhausted(pass, failures);
}

async function holdStill(pass: Pass, drift: readonly ObjectRef[]): Promise<NextRun> {
  await repair(pass, drift);
  await tell(pass, { is: 'givenUp' });
  return { after: 'nothing' };
}

/** Milliseconds until an upgrade that no change of the resource asked for may begin. */
function turnOf({ the, owner, resource }: Pass, decision: Decision): number {
  const { observedGeneration } = resource.status;
  const isOwn = observedGeneration === undefined || observedGeneration !== resource.object.metadata.generation;
  return decision.do === 'upgrade' && decision.resume === undefined && !isOwn ? the.rollout.wait(owner) : 0;
}

async function waitForTurn(pass: Pass, ms: number, drift: readonly ObjectRef[]): Promise<NextRun> {
  await repair(pass, drift);
  await tell(pass, { is: 'waiting', what: 'its turn in the roll-out' });
  return { after: 'delay', ms };
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
