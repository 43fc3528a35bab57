import type { RenderedThing } from './renders.ts';
import type { Grant, PolicyRule } from './rules.ts';

const api = 'rbac.authorization.k8s.io';

export interface Granted {
  readonly grants: readonly Grant[];
  /** Rules on URLs, which have no resource. */
  readonly urls: readonly PolicyRule[];
  readonly notes: readonly string[];
}

/**
 * What a chart's own roles and bindings take: the API server lets nobody make a Role that allows more than its maker is
 * allowed, nor bind one, unless he may `bind` that very role.
 */
export function grantedBy(objects: readonly RenderedThing[], chartName: string): Granted {
  const rbac = objects.filter(({ apiVersion }) => apiVersion.startsWith(`${api}/`)) as readonly RbacObject[];
  const roles = rbac.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  const own = new Set(roles.map(({ kind, metadata }) => `${kind}/${metadata?.name}`));
  const grants: Grant[] = [];
  const urls: PolicyRule[] = [];
  const notes: string[] = [];
  for (const role of roles) {
    if (role.aggregationRule) notes.push(`${chartName}: ${roleName(role)} aggregates others: add what they grant`);
    for (const rule of role.rules ?? []) {
      if (hasWildcard(rule)) {
        notes.push(
          `${chartName}: ${roleName(role)} grants "*": to make it, the operator needs that rule too, or the verb "escalate"; add it by hand if you want it so`,
        );
      } else if (rule.nonResourceURLs) urls.push({ nonResourceURLs: rule.nonResourceURLs, verbs: rule.verbs });
      else grants.push(...grantsOf(rule, role.kind === 'Role'));
    }
  }
  for (const binding of rbac.filter(({ kind }) => kind.endsWith('RoleBinding'))) {
    const { kind, name } = binding.roleRef ?? {};
    if (!kind || !name || own.has(`${kind}/${name}`)) continue;
    grants.push({
      purpose: 'granted',
      group: api,
      resource: kind === 'Role' ? 'roles' : 'clusterroles',
      verbs: ['bind'],
      resourceNames: [name],
      namespaced: kind === 'Role' || binding.kind === 'RoleBinding',
    });
  }
  return { grants, urls, notes: [...new Set(notes)] };
}

interface RbacObject extends RenderedThing {
  readonly metadata?: { readonly name?: string };
  readonly rules?: readonly PolicyRule[];
  readonly aggregationRule?: object;
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
}

function hasWildcard({ apiGroups = [], resources = [], verbs = [], nonResourceURLs = [] }: PolicyRule): boolean {
  return [...apiGroups, ...resources, ...verbs, ...nonResourceURLs].some((word) => word.includes('*'));
}

function grantsOf({ apiGroups = [], resources = [], verbs, resourceNames }: PolicyRule, namespaced: boolean): Grant[] {
  return apiGroups.flatMap((group) =>
    resources.map(
      (resource): Grant => ({
        purpose: 'granted',
        group,
        resource,
        verbs,
        namespaced,
        ...(resourceNames && resourceNames.length > 0 ? { resourceNames } : {}),
      }),
    ),
  );
}

function roleName({ kind, metadata }: RbacObject): string {
  return `${kind} ${metadata?.name}`;
}
