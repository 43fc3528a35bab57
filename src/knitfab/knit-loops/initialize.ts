import { createOnce } from '../create-once.ts';
import { claimOf, claimRef } from '../objects/index.ts';
import type { Data, Run } from '../store/index.ts';
import { writtenBy } from './data-of-run.ts';
import { forEachRun } from './each.ts';
import type { LoopWorld } from './world.ts';

/** Runs that wait get the volumes that they write into. */
export async function initialize(world: LoopWorld, signal: AbortSignal): Promise<number> {
  const step = async (run: Run) => {
    const written = await writtenBy(world.store, run);
    const makeVolumes = async () => {
      for (const data of written) await createOnce(world.cluster, claimOf(data, world.config), signal);
    };
    const isMoved = await world.move(run, 'ready', { act: makeVolumes });
    if (!isMoved) await takeBack(world, written, signal);
    return isMoved;
  };
  return forEachRun(world, ['waiting'], step, signal);
}

/** A user may have stopped the run, and its data may have gone, before its volumes came. */
async function takeBack(
  { store, cluster, config }: LoopWorld,
  written: readonly Data[],
  signal: AbortSignal,
): Promise<void> {
  for (const { id, claim } of written) {
    const now = await store.findData(id);
    if (now === undefined || now.state === 'garbage') await cluster.delete(claimRef(config, claim), {}, signal);
  }
}
