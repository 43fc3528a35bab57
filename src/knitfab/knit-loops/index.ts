/**
 * What moves runs on.
 *
 * Each loop looks for what is its own in the store and carries every piece of it one step further. A step asks the hooks,
 * acts on the cluster, moves the row, tells the hooks (move.ts); each part can be repeated. A piece that fails is told and
 * tried again at the next look, and keeps no other from its step; a run that the API server refuses for good fails.
 * What a step made for a run that somebody else has ended meanwhile it takes away again; what a loop that died at that
 * very moment left behind is swept away by garbage-collection, by labels.
 */
export { loopsCommand } from './command.ts';
export { type Loop, loops } from './loops.ts';
export { mover } from './move.ts';
export { newRuns } from './projection.ts';
export { stateByJob } from './run-management.ts';
export type { LoopWorld } from './world.ts';
