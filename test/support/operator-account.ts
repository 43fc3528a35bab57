import { type KubeObject, refOf } from '../../src/cluster/index.ts';
import { untilAllowed } from './access.ts';
import { type TestCluster, testNamespace, userKubeconfig } from './cluster.ts';
import { deployFile } from './resources.ts';

export interface OperatorAccount {
  readonly namespace: string;
  /** Asks as the ServiceAccount. */
  readonly kubeconfig: string;
  /** As the audit log names it. */
  readonly user: string;
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const ownName = deployFile('service_account.yaml').metadata.name;
const userOf = (namespace: string) => `system:serviceaccount:${namespace}:${ownName}`;

/** A new namespace with the ServiceAccount, Role and RoleBinding of deploy/ in it: no right beyond the namespace. */
export async function operatorAccount(test: TestCluster, prefix = 'test'): Promise<OperatorAccount> {
  const namespace = await testNamespace(test.cluster, prefix);
  for (const file of ['role.yaml', 'service_account.yaml', 'role_binding.yaml']) {
    await createIn(test, namespace, deployFile(file));
  }
  await untilTheyHold(test, { user: userOf(namespace), namespace }, deployFile('role.yaml')['rules'] as PolicyRule[]);
  return accountIn(test, namespace);
}

/** The account of deploy/ that is in the namespace already. */
export async function accountIn(test: TestCluster, namespace: string): Promise<OperatorAccount> {
  const kubeconfig = await userKubeconfig(test, { namespace, name: ownName });
  return { namespace, kubeconfig, user: userOf(namespace) };
}

/** Gives the operator's account a second Role, for kinds that only tests have, or takes rules from it when called again. */
export async function allow(test: TestCluster, namespace: string, rules: readonly PolicyRule[]): Promise<void> {
  const api = 'rbac.authorization.k8s.io';
  const metadata = { name: 'more', namespace };
  const account = { kind: 'ServiceAccount', name: ownName, namespace };
  const objects: KubeObject[] = [
    { apiVersion: `${api}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata,
      subjects: [account],
      roleRef: { apiGroup: api, kind: 'Role', name: metadata.name },
    },
  ];
  for (const object of objects) await test.cluster.apply(object, { force: true });
  await untilTheyHold(test, { user: userOf(namespace), namespace }, rules);
}

/**
 * The authorizer knows a Role whole or not at all; of one with fewer rules than before it may still know the former.
 * @param whose without a namespace: in all of them
 */
export async function untilTheyHold(
  test: TestCluster,
  whose: { readonly user: string; readonly namespace?: string },
  rules: readonly PolicyRule[],
): Promise<void> {
  const anyOf = (words: readonly string[] = []) => words[0]?.replace('*', 'any') ?? '';
  for (const { apiGroups, resources, verbs, resourceNames } of rules) {
    const [resource = '', subresource = ''] = anyOf(resources).split('/');
    const question = { group: anyOf(apiGroups), resource, subresource, name: anyOf(resourceNames), verb: anyOf(verbs) };
    await untilAllowed(test.cluster, { ...whose, ...question });
  }
}

/** Watches the kind of test/fixtures/widget-crd.yaml. */
export const widgetWatches = new URL('../fixtures/widget-watches.yaml', import.meta.url).pathname;

/** An operator's account that may also do what Widgets need. */
export async function widgetAccount(test: TestCluster, prefix = 'test'): Promise<OperatorAccount> {
  const account = await operatorAccount(test, prefix);
  await allow(test, account.namespace, widgetRules);
  return account;
}

export const widgetRules: readonly PolicyRule[] = [
  {
    apiGroups: ['test.capstan.dev'],
    resources: ['widgets', 'widgets/status', 'widgets/finalizers'],
    verbs: ['get', 'list', 'watch', 'update', 'patch'],
  },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
];

async function createIn(test: TestCluster, namespace: string, object: KubeObject): Promise<void> {
  const placed = { ...object, metadata: { ...object.metadata, namespace } };
  if ((await test.cluster.get(refOf(placed))) === undefined) await test.cluster.create(placed);
}
