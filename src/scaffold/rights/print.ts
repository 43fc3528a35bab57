import { stringifyYaml } from '../../yaml/index.ts';
import type { Rights } from './rights.ts';
import { type PolicyRule, purposes, type TitledRule } from './rules.ts';

const api = 'rbac.authorization.k8s.io';

export interface PrintOptions {
  readonly name: string;
  /** Everything in this namespace: Role instead of ClusterRole, as far as that goes. */
  readonly namespace: string | undefined;
  /** Adds the bindings to this account. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string } | undefined;
  /** Adds what `--metrics-require-rbac` takes. */
  readonly metricsAuth: boolean;
}

interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly rules: readonly TitledRule[];
}

const leases: TitledRule = {
  purpose: 'own',
  rule: {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  },
};

const reviews: readonly TitledRule[] = [
  ['authentication.k8s.io', 'tokenreviews'],
  ['authorization.k8s.io', 'subjectaccessreviews'],
].map(([group = '', resource = '']) => ({
  purpose: 'own',
  rule: { apiGroups: [group], resources: [resource], verbs: ['create'] },
}));

/** Roles, and bindings where it is known to whom, as one YAML text or one List in JSON. */
export function printRights(rights: Rights, options: PrintOptions, format: 'yaml' | 'json'): string {
  const roles = rolesOf(rights, options);
  const bindings = roles.flatMap((role) => bindingOf(role, options));
  if (format === 'yaml') {
    return [...roles.map(roleText), ...bindings.map((binding) => `${stringifyYaml(binding)}\n`)].join('---\n');
  }
  const items = [...roles.map(roleObject), ...bindings];
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)}\n`;
}

function rolesOf(rights: Rights, { name, namespace, metricsAuth, serviceAccount }: PrintOptions): Role[] {
  const metrics = metricsAuth ? reviews : [];
  const own = `${name}-leader-election`;
  const all: Role[] =
    namespace === undefined
      ? [
          { kind: 'ClusterRole', name, namespace: undefined, rules: [...rights.rules, ...metrics] },
          { kind: 'Role', name: own, namespace: serviceAccount?.namespace, rules: [leases] },
        ]
      : [
          { kind: 'Role', name, namespace, rules: [...rights.namespaced, leases] },
          { kind: 'ClusterRole', name, namespace: undefined, rules: [...rights.clusterWide, ...metrics] },
        ];
  return all.filter(({ rules }) => rules.length > 0);
}

function roleObject({ kind, name, namespace, rules }: Role): object {
  return { ...head(kind, name, namespace), rules: rules.map(({ rule }) => rule) };
}

function roleText({ kind, name, namespace, rules }: Role): string {
  return `${stringifyYaml(head(kind, name, namespace))}\nrules:\n${rulesText(rules, '  ')}`;
}

/** The items of a list of rules, what they are for in a comment above them. */
export function rulesText(rules: readonly TitledRule[], indent: string): string {
  let last: string | undefined;
  return rules
    .map(({ purpose, rule }) => {
      const comment = purpose === last ? '' : `${indent}# ${purposes[purpose]}\n`;
      last = purpose;
      return comment + ruleText(rule, indent);
    })
    .join('');
}

function ruleText(rule: PolicyRule, indent: string): string {
  const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } = rule;
  const fields = Object.entries({ apiGroups, resources, resourceNames, nonResourceURLs, verbs });
  return fields
    .filter(([, words]) => words !== undefined)
    .map(
      ([field, words], index) =>
        `${indent}${index === 0 ? '- ' : '  '}${field}: [${(words ?? []).map(word).join(', ')}]\n`,
    )
    .join('');
}

function word(text: string): string {
  return /^[a-z][a-zA-Z0-9./-]*$/.test(text) ? text : JSON.stringify(text);
}

function bindingOf(role: Role, { serviceAccount }: PrintOptions): object[] {
  if (serviceAccount === undefined) return [];
  const kind = role.kind === 'Role' ? 'RoleBinding' : 'ClusterRoleBinding';
  return [
    {
      ...head(kind, role.name, role.namespace),
      roleRef: { apiGroup: api, kind: role.kind, name: role.name },
      subjects: [{ kind: 'ServiceAccount', ...serviceAccount }],
    },
  ];
}

function head(kind: string, name: string, namespace: string | undefined): object {
  return { apiVersion: `${api}/v1`, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
