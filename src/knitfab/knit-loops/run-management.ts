import type { KubeObject } from '../../cluster/index.ts';
import { createOnce } from '../create-once.ts';
import { jobRef, workerJob } from '../objects/index.ts';
import type { Run, RunState } from '../store/index.ts';
import { mountedBy } from './data-of-run.ts';
import { forEachRun } from './each.ts';
import { whyFailed } from './why-failed.ts';
import type { LoopWorld } from './world.ts';

/** Runs that are ready get their Job; of the others the Job says how far they are. */
export async function manageRuns(world: LoopWorld, signal: AbortSignal): Promise<number> {
  const step = (run: Run) => (run.state === 'ready' ? start(world, run, signal) : follow(world, run, signal));
  return forEachRun(world, ['ready', 'starting', 'running'], step, signal);
}

async function start({ store, cluster, config, move }: LoopWorld, run: Run, signal: AbortSignal): Promise<boolean> {
  const claims = new Map((await mountedBy(store, run)).map(({ id, claim }) => [id, claim]));
  const makeJob = () => createOnce(cluster, workerJob(run, claims, config), signal);
  if (await move(run, 'starting', { act: makeJob })) return true;
  // where another one of this loop has started it, the Job is in use; where a user has stopped it, nobody's
  const now = await store.findRun(run.id);
  const isInUse = now !== undefined && ['starting', 'running', 'completing'].includes(now.state);
  if (!isInUse) await cluster.delete(jobRef(config, run), { propagation: 'Background' }, signal);
  return false;
}

async function follow(world: LoopWorld, run: Run, signal: AbortSignal): Promise<boolean> {
  const { cluster, config, move } = world;
  const job = await cluster.get(jobRef(config, run), signal);
  if (job === undefined) return move(run, 'aborting', { message: 'its Job is gone' });
  const { state, message } = stateByJob(job);
  if (state === undefined || state === run.state) return false;
  if (state !== 'aborting') return move(run, state);
  return move(run, state, { message: await whyFailed(world, run, message ?? 'the Job failed', signal) });
}

/** What a Job says about its run. */
export function stateByJob(job: KubeObject): { readonly state?: RunState; readonly message?: string } {
  const { status } = job as {
    status?: { ready?: number; conditions?: readonly { type: string; status: string; message?: string }[] };
  };
  const failed = status?.conditions?.find(({ type, status: is }) => type === 'Failed' && is === 'True');
  if (failed) return { state: 'aborting', ...(failed.message ? { message: failed.message } : {}) };
  if (status?.conditions?.some(({ type, status: is }) => type === 'Complete' && is === 'True'))
    return { state: 'completing' };
  // `active` counts pods that wait for a node or an image too
  return (status?.ready ?? 0) > 0 ? { state: 'running' } : {};
}
