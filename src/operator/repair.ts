import type { ObjectRef } from '../cluster/index.ts';
import { deployedOf, inventoryOf, isResumable, latestOf } from '../release/index.ts';
import { carryOut } from './carry-out.ts';
import { type Pass, refreshed } from './pass.ts';
import { findDrift } from './readiness.ts';
import { contextOf, noInputs } from './release-context.ts';
import type { FailedStep } from './status.ts';

/** Inputs that cannot be brought about are no reason to leave the release that stands unrepaired. @returns what was put back */
export async function repairMeanwhile(given: Pass, step: FailedStep, error: unknown): Promise<readonly ObjectRef[]> {
  const pass = refreshed(given);
  const deployed = deployedOf(pass.history);
  const hasFailed = (step === 'upgrade' || step === 'render') && !isResumable(error, pass.run.signal);
  if (!hasFailed || !deployed) return [];
  return repair(pass, findDrift(inventoryOf(deployed) ?? [], pass.sight));
}

/** The recorded release, whatever the inputs say. @returns what was put back */
export async function repair(pass: Pass, drift: readonly ObjectRef[]): Promise<readonly ObjectRef[]> {
  const deployed = deployedOf(pass.history);
  if (deployed !== latestOf(pass.history)) return []; // a failed revision stands in front of it, to be gone on with
  if (drift.length === 0 || !deployed || pass.the.watch.driftDetection.mode !== 'enabled') return [];
  const decision = { do: 'correct', drift, because: 'the release that stands is not intact' } as const;
  try {
    await carryOut(pass, decision, contextOf(pass, { ...noInputs, digest: deployed.digest }));
    return drift;
  } catch (error) {
    pass.log.error('Drift could not be corrected', error);
    return [];
  }
}
