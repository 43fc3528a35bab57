import type { Cluster, GroupVersionKind, KubeObject } from '../../cluster/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';

/** What a chart of ours writes on all it makes. */
export const userLabel = 'omegaml.io/user';

const core = (kind: string): GroupVersionKind => ({ group: '', version: 'v1', kind });
const apps = (kind: string): GroupVersionKind => ({ group: 'apps', version: 'v1', kind });

const podMetrics: GroupVersionKind = { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'PodMetrics' };
const workloads = [apps('Deployment'), apps('StatefulSet'), apps('DaemonSet')];

export function listWorkloads(cluster: Cluster, user: string, signal: AbortSignal): Promise<KubeObject[]> {
  return listAll(cluster, workloads, user, signal);
}

export function listPods(cluster: Cluster, user: string, signal: AbortSignal): Promise<KubeObject[]> {
  return listAll(cluster, [core('Pod')], user, signal);
}

/** @throws CapstanError ITEM_UNKNOWN where nothing measures */
export async function listPodMetrics(cluster: Cluster, user: string, signal: AbortSignal): Promise<KubeObject[]> {
  try {
    return await listAll(cluster, [podMetrics], user, signal);
  } catch (error) {
    if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
    throw new CapstanError('ITEM_UNKNOWN', 'the cluster measures nothing: it serves no metrics.k8s.io', {
      hint: 'an administrator of the cluster installs metrics-server',
      cause: error,
    });
  }
}

export function listClaims(cluster: Cluster, user: string, signal: AbortSignal): Promise<KubeObject[]> {
  return listAll(cluster, [core('PersistentVolumeClaim')], user, signal);
}

/** Those that pods of the user are on, and those that are set apart for the user. */
export async function listNodes(cluster: Cluster, user: string, signal: AbortSignal): Promise<KubeObject[]> {
  const pods = await listPods(cluster, user, signal);
  const inUse = new Set(pods.map(({ spec }) => (spec as { nodeName?: string } | undefined)?.nodeName));
  const { items } = await cluster.list({ gvk: core('Node') }, signal);
  return items.filter(({ metadata }) => inUse.has(metadata.name) || metadata.labels?.[userLabel] === user);
}

async function listAll(
  cluster: Cluster,
  kinds: readonly GroupVersionKind[],
  user: string,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const labelSelector = `${userLabel}=${user}`;
  const listed = await Promise.all(kinds.map((gvk) => cluster.list({ gvk, labelSelector }, signal)));
  return listed.flatMap(({ items }) => items).sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

function pathOf({ kind, metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${kind}/${metadata.name}`;
}
