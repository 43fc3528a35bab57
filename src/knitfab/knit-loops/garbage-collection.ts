import type { KubeObject } from '../../cluster/index.ts';
import { claimRef, dataLabel, jobRef, runLabel } from '../objects/index.ts';
import { type Data, isOver } from '../store/index.ts';
import { forEach } from './each.ts';
import type { LoopWorld } from './world.ts';

/** Garbage goes with its volume. Answers how much. */
export async function collectGarbage(world: LoopWorld, signal: AbortSignal): Promise<number> {
  const { store, cluster, config } = world;
  const remove = async ({ id, claim }: Data) => {
    await cluster.delete(claimRef(config, claim), {}, signal);
    await store.removeGarbage(id);
    return true;
  };
  const removed = await forEach(await store.dataWith([], 'garbage'), remove, ({ id }) => ({ data: id }), world, signal);
  await sweep(world, signal);
  return removed;
}

/**
 * What was made for a run that was over already. Nothing is swept whose run the database does not know: a database that
 * was restored from a backup must not take volumes with it.
 */
async function sweep(world: LoopWorld, signal: AbortSignal): Promise<void> {
  const { store, cluster, config } = world;
  const named = ({ kind, metadata }: KubeObject) => ({ kind, name: metadata.name });
  const labelled = async (gvk: { group: string; version: string; kind: string }) =>
    (await cluster.list({ gvk, namespace: config.cluster.namespace, labelSelector: runLabel }, signal)).items;
  const isRunOver = async ({ metadata }: KubeObject) => {
    const run = await store.findRun(metadata.labels?.[runLabel] ?? '');
    return run !== undefined && isOver(run.state);
  };
  const removeClaim = async (claim: KubeObject) => {
    const isOwned = (await store.findData(claim.metadata.labels?.[dataLabel] ?? '')) !== undefined;
    if (isOwned || !(await isRunOver(claim))) return false;
    return cluster.delete(claimRef(config, claim.metadata.name), {}, signal);
  };
  const removeJob = async (job: KubeObject) => {
    if (!(await isRunOver(job))) return false;
    const run = { id: job.metadata.labels?.[runLabel] ?? '' };
    return cluster.delete(jobRef(config, run), { propagation: 'Background' }, signal);
  };
  const claims = await labelled({ group: '', version: 'v1', kind: 'PersistentVolumeClaim' });
  await forEach(claims, removeClaim, named, world, signal);
  await forEach(await labelled({ group: 'batch', version: 'v1', kind: 'Job' }), removeJob, named, world, signal);
}
