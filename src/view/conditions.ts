import type { KubeObject } from '../cluster/index.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface LastError {
  readonly condition: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The conditions in a resource's status, whoever wrote them. */
export function conditionsOf(resource: KubeObject | undefined): readonly Condition[] {
  const { conditions } = (resource?.['status'] ?? {}) as { conditions?: unknown };
  if (!Array.isArray(conditions)) return [];
  return conditions.filter((one): one is Condition => typeof one?.type === 'string' && typeof one.status === 'string');
}

const failures = ['ReleaseFailed', 'Irreconcilable'];

/** What a resource's status says went wrong last, with its hint by itself. */
export function lastErrorOf(resource: KubeObject | undefined): LastError | undefined {
  const found = conditionsOf(resource).find(({ type, status }) => failures.includes(type) && status === 'True');
  if (!found) return undefined;
  const [, message = found.message ?? '', hint] = /^(.*?) \(hint: (.*)\)$/s.exec(found.message ?? '') ?? [];
  return { condition: found.type, reason: found.reason ?? '', message, hint };
}
