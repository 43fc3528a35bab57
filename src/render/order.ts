import { compareText } from '../template/index.ts';

/** Helm 3.21's InstallOrder. A kind that is not in it comes after all that are. */
export const installOrder: readonly string[] = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

/** Helm 3.21's UninstallOrder: not quite the reverse, Services go before the workloads behind them. */
export const uninstallOrder: readonly string[] = [
  'APIService',
  'Ingress',
  'IngressClass',
  'Service',
  'CronJob',
  'Job',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'DaemonSet',
  'RoleBindingList',
  'RoleBinding',
  'RoleList',
  'Role',
  'ClusterRoleBindingList',
  'ClusterRoleBinding',
  'ClusterRoleList',
  'ClusterRole',
  'CustomResourceDefinition',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'ConfigMap',
  'SecretList',
  'Secret',
  'ServiceAccount',
  'PodDisruptionBudget',
  'PodSecurityPolicy',
  'LimitRange',
  'ResourceQuota',
  'NetworkPolicy',
  'Namespace',
  'PriorityClass',
];

const ranks = new Map(
  [installOrder, uninstallOrder].map((order) => [order, new Map(order.map((kind, i) => [kind, i]))]),
);

/** Compares two kinds by `installOrder` or `uninstallOrder`; kinds in neither come last, by name. 0 keeps their order. */
export function compareKinds(a: string, b: string, order: readonly string[] = installOrder): number {
  const rank = ranks.get(order)!;
  const [first, second] = [rank.get(a), rank.get(b)];
  if (first === undefined && second === undefined) return compareText(a, b);
  if (first === undefined) return 1;
  if (second === undefined) return -1;
  return first - second;
}

/** A sorted copy; what is of one kind keeps its order. */
export function sortByKind<T>(
  items: readonly T[],
  kindOf: (item: T) => string,
  order: readonly string[] = installOrder,
): T[] {
  return items.toSorted((a, b) => compareKinds(kindOf(a), kindOf(b), order));
}
