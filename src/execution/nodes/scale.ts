import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { type NodeChange, type Pool, planPool, poolLabel } from './plan.ts';

const nodeKind = { group: '', version: 'v1', kind: 'Node' } as const;

/** Makes the pool what it shall be; size 0 ends it. @throws CapstanError NOT_ENOUGH_NODES, and any code of the API's answers */
export async function scalePool(
  cluster: Cluster,
  pool: Pool,
  onChange: (change: NodeChange) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { items } = await cluster.list({ gvk: nodeKind }, signal);
  for (const change of planPool(items, pool)) {
    const { labels, annotations } = change;
    const ref = { ...nodeKind, namespace: '', name: change.node };
    await cluster.patch(ref, { type: 'merge', body: { metadata: { labels, annotations } } }, signal);
    onChange(change);
  }
}

/** The names of a pool's members, sorted. */
export async function listPool(cluster: Cluster, name: string, signal?: AbortSignal): Promise<readonly string[]> {
  const { items } = await cluster.list(
    { gvk: nodeKind, labelSelector: `${poolLabel}=${name}`, metadataOnly: true },
    signal,
  );
  return items.map((node: KubeObject) => node.metadata.name).sort();
}
