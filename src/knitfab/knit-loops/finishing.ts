import { claimRef, jobRef } from '../objects/index.ts';
import type { Run } from '../store/index.ts';
import { forEachRun } from './each.ts';
import type { LoopWorld } from './world.ts';

/** Runs that end: their outputs become data, or garbage where they failed, and their Job goes. */
export async function finish(world: LoopWorld, signal: AbortSignal): Promise<number> {
  const step = (run: Run) => {
    const to = run.state === 'completing' ? 'done' : 'failed';
    const settle = async () => {
      await settleOutputs(world, run, to === 'done');
      await settleLog(world, run, signal);
      await world.cluster.delete(jobRef(world.config, run), { propagation: 'Background' }, signal);
    };
    return world.move(run, to, { act: settle });
  };
  return forEachRun(world, ['completing', 'aborting'], step, signal);
}

async function settleOutputs({ store }: LoopWorld, run: Run, isDone: boolean): Promise<void> {
  for (const [path, id] of Object.entries(run.outputs)) {
    if (isDone) await store.tagData(id, run.plan.outputs.find((output) => output.path === path)?.tags ?? [], []);
    await store.moveData(id, 'planned', isDone ? 'ready' : 'garbage');
  }
}

/** The log of a failed run is what one wants most; a run that was stopped before it had a volume has none. */
async function settleLog({ store, cluster, config }: LoopWorld, run: Run, signal: AbortSignal): Promise<void> {
  const log = await store.findData(run.log);
  if (log === undefined) return;
  const claim = await cluster.get(claimRef(config, log.claim), signal);
  await store.moveData(log.id, 'planned', claim === undefined ? 'garbage' : 'ready');
}
