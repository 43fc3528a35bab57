import type { Cluster } from '../../cluster/index.ts';
import type { VolumeUse } from './growth.ts';

/** What is read of a kubelet's /stats/summary. */
export interface Summary {
  readonly pods?: readonly {
    readonly volume?: readonly {
      readonly availableBytes?: number;
      readonly capacityBytes?: number;
      readonly pvcRef?: { readonly name: string; readonly namespace: string };
    }[];
  }[];
}

/** How full the volumes of a namespace's claims are that the pods of a node have mounted. */
export async function usesOn(
  cluster: Cluster,
  node: string,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly VolumeUse[]> {
  const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`;
  const { body } = await cluster.request<Summary>({ method: 'GET', path }, signal);
  return usesIn(body, namespace);
}

export function usesIn({ pods = [] }: Summary, namespace: string): readonly VolumeUse[] {
  return pods
    .flatMap(({ volume = [] }) => volume)
    .flatMap(({ pvcRef, availableBytes, capacityBytes }) =>
      pvcRef?.namespace !== namespace || availableBytes === undefined || capacityBytes === undefined
        ? []
        : [{ claim: pvcRef.name, capacity: capacityBytes, available: availableBytes }],
    );
}
