import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { LogCopy } from './log-copy.ts';

const askAgainMs = 1_000;
// When a container has ended its log is there, or will never be.
const triesAfterEnd = 10;

export interface Watched {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly log: Logger;
}

/** Follows the log of a container until that has ended. Answers how many bytes are in the file. */
export async function keepLog(watched: Watched, file: string, signal: AbortSignal): Promise<number> {
  const out = await open(file, 'w');
  try {
    const copy = new LogCopy();
    for (let triesLeft = triesAfterEnd; triesLeft > 0; ) {
      const state = await stateOf(watched, signal);
      // what is followed from here on is all that there will be
      const isOver = state === 'terminated';
      if (state !== undefined && (await follow(watched, copy, out, signal)) && isOver) return copy.bytes;
      if (isOver) triesLeft -= 1;
      await sleep(askAgainMs, undefined, { signal });
    }
    watched.log.warn('the end of the log cannot be read', { container: watched.container });
    return copy.bytes;
  } finally {
    await out.close();
  }
}

/** undefined: it has not begun, or nobody can say. */
async function stateOf(watched: Watched, signal: AbortSignal): Promise<'running' | 'terminated' | undefined> {
  const { cluster, namespace, pod: name, container, log } = watched;
  try {
    const pod = await cluster.get({ group: '', version: 'v1', kind: 'Pod', namespace, name }, signal);
    const state = containerState(pod, container);
    return state['terminated'] !== undefined ? 'terminated' : state['running'] !== undefined ? 'running' : undefined;
  } catch (error) {
    signal.throwIfAborted();
    log.warn('the pod cannot be looked at', { reason: messageOf(error) });
    return undefined;
  }
}

function containerState(pod: KubeObject | undefined, container: string): Readonly<Record<string, unknown>> {
  const { containerStatuses = [] } = (pod?.['status'] ?? {}) as {
    containerStatuses?: readonly { name: string; state?: Record<string, unknown> }[];
  };
  return containerStatuses.find(({ name }) => name === container)?.state ?? {};
}

/** Whether it was followed to an end that the server made; a failure of the file is thrown. */
async function follow(watched: Watched, copy: LogCopy, out: FileHandle, signal: AbortSignal): Promise<boolean> {
  const { cluster, namespace, pod, container, log } = watched;
  const request = {
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
    query: { container, follow: true, timestamps: true, sinceTime: copy.since },
    accept: '*/*',
  } as const;
  copy.begin();
  const chunks = cluster.bytes(request, signal)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      signal.throwIfAborted();
      log.warn('the log was cut off', { reason: messageOf(error) });
      return undefined;
    });
    if (next === undefined) return false;
    if (next.done) return true;
    for (const part of copy.take(next.value)) await out.writeFile(part);
  }
}
