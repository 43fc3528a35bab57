import type { Cluster, KubeObject } from '../../cluster/index.ts';

export interface LogEntry {
  readonly time: string;
  readonly text: string;
  readonly container: string;
}

// What a person reads; whoever wants more has kubectl.
const maxLines = 2_000;
const maxBytes = 4 * 1_024 * 1_024;

/** The last lines of all containers of a pod, in the order of their times. */
export async function readPodLog(
  cluster: Cluster,
  pod: KubeObject,
  sinceSeconds: number | undefined,
  signal: AbortSignal,
): Promise<readonly LogEntry[]> {
  const { containers } = pod.spec as { containers: readonly { name: string }[] };
  const logs = await Promise.all(
    containers.map(({ name }) => readContainerLog(cluster, pod, name, sinceSeconds, signal)),
  );
  return logs.flat().sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

async function readContainerLog(
  cluster: Cluster,
  { metadata: { namespace = '', name } }: KubeObject,
  container: string,
  sinceSeconds: number | undefined,
  signal: AbortSignal,
): Promise<readonly LogEntry[]> {
  const lines = cluster.stream(
    {
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/pods/${name}/log`,
      query: { container, timestamps: true, tailLines: maxLines, limitBytes: maxBytes, sinceSeconds },
    },
    signal,
  );
  const entries: LogEntry[] = [];
  for await (const line of lines) {
    const at = line.indexOf(' ');
    entries.push({ time: line.slice(0, at), text: line.slice(at + 1), container });
  }
  return entries;
}
