import type { KubeObject } from '../../src/cluster/index.ts';
import { untilAllowed } from './access.ts';
import { type TestCluster, testNamespace, userKubeconfig } from './cluster.ts';
import { type OperatorAccount, type PolicyRule, untilTheyHold } from './operator-account.ts';

const api = 'rbac.authorization.k8s.io';
const every = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** The rules that a scaffolded Helm project gives its operator cluster-wide: its base, the kind, and what the chart renders. */
export function projectRules(
  kind: { readonly group: string; readonly plural: string },
  chartResources: readonly (readonly [group: string, ...resources: string[]])[],
): PolicyRule[] {
  const { group, plural } = kind;
  return [
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['*'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    { apiGroups: [group], resources: [plural, `${plural}/status`, `${plural}/finalizers`], verbs: every },
    ...chartResources.map(([group, ...resources]) => ({ apiGroups: [group], resources, verbs: every })),
  ];
}

/** What it is given in its own namespace, for the leader election. */
const leaderRules: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps'], verbs: every },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: every },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
];

/** What it is given to ask who may read its metrics. */
const metricsRules: readonly PolicyRule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];

export interface ProjectAccount extends OperatorAccount {
  /** Binds these rules instead, cluster-wide. */
  readonly allow: (rules: readonly PolicyRule[]) => Promise<void>;
  /** The token of an account that may read the metrics, and of one that may not. */
  readonly tokens: () => Promise<{ reader: string; other: string }>;
}

/** A namespace with the account of a scaffolded project, `controller-manager`, and exactly the rights that it is given. */
export async function projectAccount(test: TestCluster, rules: readonly PolicyRule[]): Promise<ProjectAccount> {
  const { cluster } = test;
  const namespace = await testNamespace(cluster, 'system');
  const name = 'controller-manager';
  const put = async (objects: readonly KubeObject[]) => {
    for (const object of objects) await cluster.apply(object, { force: true });
  };
  await put([
    account(namespace, name),
    ...role(namespace, 'ClusterRole', `${namespace}-manager`, rules, name),
    ...role(namespace, 'ClusterRole', `${namespace}-metrics-auth`, metricsRules, name),
    ...role(namespace, 'Role', 'leader-election', leaderRules, name),
  ]);
  const userOf = (of: string) => `system:serviceaccount:${namespace}:${of}`;
  await untilTheyHold(test, { user: userOf(name) }, [...rules, ...metricsRules]);
  await untilTheyHold(test, { user: userOf(name), namespace }, leaderRules);
  return {
    namespace,
    kubeconfig: await userKubeconfig(test, { namespace, name }),
    user: userOf(name),
    allow: (others) => put(role(namespace, 'ClusterRole', `${namespace}-manager`, others, name).slice(0, 1)),
    tokens: async () => {
      const reads = [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }];
      await put([
        account(namespace, 'reader'),
        account(namespace, 'other'),
        ...role(namespace, 'ClusterRole', `${namespace}-metrics-reader`, reads, 'reader'),
      ]);
      await untilAllowed(cluster, { user: userOf('reader'), verb: 'get', path: '/metrics' }); // a refusal is kept for a minute
      const [reader, other] = await Promise.all([
        tokenOf(test, namespace, 'reader'),
        tokenOf(test, namespace, 'other'),
      ]);
      return { reader, other };
    },
  };
}

function account(namespace: string, name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

function role(
  namespace: string,
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: readonly object[],
  subject: string,
): KubeObject[] {
  const metadata = kind === 'Role' ? { name, namespace } : { name };
  return [
    { apiVersion: `${api}/v1`, kind, metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: api, kind, name },
      subjects: [{ kind: 'ServiceAccount', namespace, name: subject }],
    },
  ];
}

export async function tokenOf({ cluster }: TestCluster, namespace: string, name: string): Promise<string> {
  const { body } = await cluster.request<{ status: { token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3_600 } },
  });
  return body.status.token;
}

/** An open definition of a namespaced kind, as a scaffolded project has it. */
export function openDefinition(group: string, version: string, kind: string, plural: string): KubeObject {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: open,
                status: open,
              },
            },
          },
        },
      ],
    },
  };
}
