import type { Cluster } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';

interface NodeStatus {
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
}

/** The InternalIPs of all nodes, by the nodes' names. @throws CapstanError DEPENDENCY_MISSING when there are none */
export async function nodeAddresses(cluster: Cluster, signal?: AbortSignal): Promise<readonly string[]> {
  const { items } = await cluster.list({ gvk: { group: '', version: 'v1', kind: 'Node' }, namespace: '' }, signal);
  const addresses = items
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap((node) => (node['status'] as NodeStatus | undefined)?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => address);
  if (addresses.length > 0) return [...new Set(addresses)];
  throw new CapstanError('DEPENDENCY_MISSING', `no node of the cluster ${cluster.server} has an InternalIP`, {
    hint: 'servers are reached at the addresses of the nodes: wait until nodes have joined the cluster',
  });
}
