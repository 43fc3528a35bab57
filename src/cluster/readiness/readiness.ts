import { gvkOf, type KubeObject } from '../object.ts';
import { judgeByReadyCondition, judgeGeneration, judgeStandardConditions } from './generic.ts';
import { isReadyByExisting, ruleFor } from './table.ts';
import { current, type Readiness, terminating } from './verdict.ts';

export type { Readiness } from './verdict.ts';

/** kstatus' Compute. `now` (ms) only tells how long a pod has waited for a node. */
export function readinessOf(object: KubeObject, now: number = Date.now()): Readiness {
  if (object.metadata.deletionTimestamp !== undefined) return terminating(describeDeletion(object));
  const gvk = gvkOf(object);
  if (isReadyByExisting(gvk)) return current('exists');
  return (
    judgeGeneration(object) ??
    judgeStandardConditions(object) ??
    ruleFor(gvk)?.(object, now) ??
    judgeByReadyCondition(object) ??
    current('exists')
  );
}

function describeDeletion(object: KubeObject): string {
  const finalizers = object.metadata.finalizers ?? [];
  return finalizers.length === 0 ? 'being deleted' : `being deleted, waits for finalizer ${finalizers.join(', ')}`;
}
