/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** What a rule is there for; printed above it, in this order. */
export const purposes = {
  resource: 'The resources themselves; `finalizers` lets an object name one as the owner that blocks its deletion.',
  release: 'What the charts render, hooks among it; Secrets also hold the release records.',
  definition: 'The definitions in crds/ of the charts.',
  granted: 'What the charts grant to others: nobody may grant what he is not allowed himself.',
  source: 'What is read besides.',
  own: 'Telling what was done.',
} as const;

export type Purpose = keyof typeof purposes;

/** A rule of one resource. */
export interface Grant {
  readonly purpose: Purpose;
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly namespaced: boolean;
}

const verbOrder = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

export interface TitledRule {
  readonly purpose: Purpose;
  readonly rule: PolicyRule;
}

/** One rule for all resources of a group that are there for the same and may be done the same with. */
export function mergeGrants(grants: readonly Grant[]): TitledRule[] {
  const resources = new Map<string, { grant: Grant; verbs: Set<string> }>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.group, grant.resource, [...(grant.resourceNames ?? [])].sort()]);
    const known = resources.get(key);
    if (known) for (const verb of grant.verbs) known.verbs.add(verb);
    else resources.set(key, { grant, verbs: new Set(grant.verbs) });
  }
  const rules = new Map<
    string,
    { purpose: Purpose; group: string; names: string[]; verbs: string[]; resources: string[] }
  >();
  for (const { grant, verbs } of resources.values()) {
    const { purpose, group, resource } = grant;
    const names = [...(grant.resourceNames ?? [])].sort();
    const sorted = [...verbs].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const key = JSON.stringify([purpose, group, sorted, names]);
    const known = rules.get(key);
    if (known) known.resources.push(resource);
    else rules.set(key, { purpose, group, names, verbs: sorted, resources: [resource] });
  }
  const order = Object.keys(purposes);
  return [...rules.values()]
    .sort(
      (a, b) =>
        order.indexOf(a.purpose) - order.indexOf(b.purpose) || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0),
    )
    .map(({ purpose, group, names, verbs, resources }) => ({
      purpose,
      rule: {
        apiGroups: [group],
        resources: resources.sort(),
        ...(names.length === 0 ? {} : { resourceNames: names }),
        verbs,
      },
    }));
}

function rank(verb: string): number {
  const at = verbOrder.indexOf(verb);
  return at < 0 ? verbOrder.length : at;
}
