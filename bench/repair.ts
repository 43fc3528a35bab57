import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, ObjectRef } from '../src/cluster/index.ts';

const longestMs = 90_000;

/** Deletes an object, and takes the seconds until another one of its name is there; what never comes counts as a minute and a half. */
export async function timeRepair(cluster: Cluster, ref: ObjectRef): Promise<number> {
  const uid = (await cluster.get(ref))?.metadata.uid;
  const started = performance.now();
  await cluster.delete(ref);
  while (performance.now() - started < longestMs) {
    const live = await cluster.get(ref);
    if (live && live.metadata.uid !== uid) break;
    await sleep(5);
  }
  return (performance.now() - started) / 1000;
}

/** @param share 0.5: the median */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
