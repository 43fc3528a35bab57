import type { View } from '../../../view/index.ts';
import type { Lookout, Sight } from '../watch/index.ts';

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** What somebody may look at: all that the cluster's user may see, or a part of it. */
export interface Scope {
  readonly lookout: Lookout;
  /** Of this namespace alone. */
  readonly namespace?: string;
  /** These alone. */
  readonly releases?: readonly Place[];
}

/** Where the records of what is in scope are; '' is every namespace. */
export function namespacesOf({ namespace, releases }: Scope): readonly string[] {
  return releases ? [...new Set(releases.map((release) => release.namespace))] : [namespace ?? ''];
}

export function isInScope(scope: Scope, { namespace, name }: Place): boolean {
  if (scope.namespace !== undefined && namespace !== scope.namespace) return false;
  return scope.releases?.some((one) => one.namespace === namespace && one.name === name) ?? true;
}

export function viewOf({ cluster, signal }: Sight, namespace = ''): View {
  return { cluster, namespace, signal };
}
