/**
 * The deployment worker: takes commands from the queue and runs their tasks, in turn.
 *
 * A worker enrols and has a *term*, as long as it prolongs its lease; with the lease it loses all its commands. While it
 * works: it picks (claims what comes next as long as it has room), keeps its lease, and looks for workers that lost theirs.
 *
 * Invariants: while a task runs, its worker's lease is valid by the database's clock, for the guard ends the task before;
 * so no command is ever run twice at once. What a task printed is in the store before its end is. A database that is away
 * for less than the lease costs nothing but patience. See docs/decisions/0025.
 */
export { defaults as workerDefaults, type WorkerOptions } from './options.ts';
export { runWorker } from './worker.ts';
