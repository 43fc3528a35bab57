/**
 * The life of a command from its claim to its end, as the store knows it. Every function is one transaction.
 *
 * Words: a *run* is a command that a worker has claimed, with the number of the claim: the fence. A *place* is what a
 * command takes of the limits of its user, its plan and its deployment; one that finds none is *held*, and sent again by
 * the end that makes a place free. A *lease* is a worker's, and counted by the database's clock.
 *
 * Invariants: a claimed command has its tasks, each depending on the one before. Of a command's tasks one runs at a time,
 * of a deployment's commands one. Nothing is written for a run that another worker, or nobody, has. A lost worker's task has
 * failed, and is not run again unless somebody asks for it.
 */
export { type Advance, advance, type Next, type TaskEnd } from './advance.ts';
export { type Claim, claimNext } from './claim.ts';
export { loadRun } from './load.ts';
export { lastLine, linesAtOnce, type NumberedLine, writeLines } from './output.ts';
export { choose, type Place, releaseHeld } from './places.ts';
export type { Limits, Run, RunTask } from './run.ts';
export {
  abandon,
  enrol,
  type OwnCommand,
  ownCommands,
  type Recovery,
  recover,
  renew,
  type Which,
  type WorkerIdentity,
} from './workers.ts';
