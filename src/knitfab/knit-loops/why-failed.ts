import type { KubeObject } from '../../cluster/index.ts';
import { jobName } from '../objects/index.ts';
import type { Run } from '../store/index.ts';
import type { LoopWorld } from './world.ts';

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number; readonly reason?: string } };
}

/** Which container ended how, as a Job says no more than that it failed. @param otherwise where no container did */
export async function whyFailed(
  { cluster, config }: LoopWorld,
  run: Run,
  otherwise: string,
  signal: AbortSignal,
): Promise<string> {
  const gvk = { group: '', version: 'v1', kind: 'Pod' };
  const { namespace } = config.cluster;
  const { items } = await cluster.list({ gvk, namespace, labelSelector: `job-name=${jobName(run)}` }, signal);
  return failuresOf(items) || otherwise;
}

function failuresOf(pods: readonly KubeObject[]): string {
  return pods
    .flatMap((pod) => {
      const { initContainerStatuses = [], containerStatuses = [] } = (pod['status'] ?? {}) as {
        initContainerStatuses?: readonly ContainerStatus[];
        containerStatuses?: readonly ContainerStatus[];
      };
      return [...initContainerStatuses, ...containerStatuses];
    })
    .flatMap(({ name, state }) => {
      const { exitCode = 0, reason } = state?.terminated ?? {};
      return exitCode === 0 ? [] : [`${name} ended with ${exitCode}${reason ? ` (${reason})` : ''}`];
    })
    .join(', ');
}
