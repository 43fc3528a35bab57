import type { ClusterNode } from './arguments.ts';

/** Where the host is on the network of its nodes. */
export const hostAddress = '10.10.0.1';

/** More would not fit into the network of the nodes. */
export const mostNodes = 100;

/** knit-master, knit-gateway, then workers: their names and addresses are known before any of them is there. */
export function nodesOf(count: number): readonly ClusterNode[] {
  return Array.from({ length: count }, (_, index) => ({ name: nameOf(index), address: `10.10.0.${index + 2}` }));
}

/** The node that the registry is named by, and that serves NFS where a cluster has more than one. */
export function gatewayOf(nodes: readonly ClusterNode[]): ClusterNode {
  return nodes[1] ?? (nodes[0] as ClusterNode);
}

function nameOf(index: number): string {
  return ['knit-master', 'knit-gateway'][index] ?? `knit-node-${index - 1}`;
}
