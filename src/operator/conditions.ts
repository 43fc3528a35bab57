/**
 * Conditions in helm-operator's order and words, plus those that tools reading kstatus understand: Ready, which is always
 * there, and Reconciling and Stalled, which are there only while they hold. Paused and Drifted are there only then, too.
 */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

export type ConditionType =
  | 'Initialized'
  | 'Deployed'
  | 'ReleaseFailed'
  | 'Irreconcilable'
  | 'Ready'
  | 'Reconciling'
  | 'Stalled'
  | 'Paused'
  | 'Drifted';

/** Sets a condition in its place in the list. lastTransitionTime changes only when the status flips. */
export function withCondition(
  conditions: readonly Condition[],
  next: { readonly type: ConditionType; readonly status: Condition['status']; reason?: string; message?: string },
  now: Date,
): readonly Condition[] {
  const index = conditions.findIndex((condition) => condition.type === next.type);
  const before = conditions[index];
  const lastTransitionTime =
    before && before.status === next.status ? before.lastTransitionTime : now.toISOString().replace(/\.\d+Z$/, 'Z');
  const condition: Condition = {
    type: next.type,
    status: next.status,
    ...(next.reason ? { reason: next.reason } : {}),
    ...(next.message ? { message: next.message } : {}),
    lastTransitionTime,
  };
  return index < 0 ? [...conditions, condition] : conditions.with(index, condition);
}

export function without(conditions: readonly Condition[], ...types: readonly ConditionType[]): readonly Condition[] {
  return conditions.filter(({ type }) => !types.includes(type as ConditionType));
}

export function conditionOf(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
