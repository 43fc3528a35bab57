import { current, type Readiness } from './verdict.ts';

/** The generation was checked before; the disruption controller tells nothing else that is about readiness. */
export function judgePodDisruptionBudget(): Readiness {
  return current('observed');
}
