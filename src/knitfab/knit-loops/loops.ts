import { finish } from './finishing.ts';
import { collectGarbage } from './garbage-collection.ts';
import { keepHouse } from './housekeeping.ts';
import { initialize } from './initialize.ts';
import { project } from './projection.ts';
import { manageRuns } from './run-management.ts';
import type { LoopWorld } from './world.ts';

/** One look; answers how many pieces it has moved on. */
export type Loop = (world: LoopWorld, signal: AbortSignal) => Promise<number>;

export const loops: Readonly<Record<string, Loop>> = {
  projection: project,
  initialize,
  run_management: manageRuns,
  finishing: finish,
  housekeeping: keepHouse,
  garbage_collection: collectGarbage,
};
