import type { KubeObject } from '../object.ts';
import { conditionOf, numberAt, wordsOf } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

/** Decides only when both numbers are there: many kinds have no observedGeneration. */
export function judgeGeneration(object: KubeObject): Readiness | undefined {
  const generation = object.metadata.generation;
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (generation === undefined || observed === undefined || observed === generation) return undefined;
  return inProgress(`generation ${generation} not observed yet (last observed: ${observed})`);
}

/** Reconciling and Stalled: conditions that say, when True, that something is not normal. */
export function judgeStandardConditions(object: KubeObject): Readiness | undefined {
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return inProgress(wordsOf(reconciling, 'reconciling'));
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(wordsOf(stalled, 'stalled'));
  return undefined;
}

/** Ready=False says nothing about being doomed, so it is never Failed. */
export function judgeByReadyCondition(object: KubeObject): Readiness | undefined {
  const ready = conditionOf(object, 'Ready');
  switch (ready?.status) {
    case 'True':
      return current('ready');
    case 'False':
    case 'Unknown':
      return inProgress(wordsOf(ready, 'not ready'));
    default:
      return undefined;
  }
}
