/**
 * What sees to it that no task outlives its worker.
 *
 * A worker has one guard, a process of its own, and tells it of every task before the task may begin. When the worker is
 * gone (also by kill -9) the guard's input ends; when the worker stands still, its lease is not prolonged: either way the
 * guard kills all that the tasks have started, before another worker may take over; of a worker that is gone it removes the
 * tasks' folders, too. A task is known by its process group and session, by its descendants, by its folder, and by a word of
 * its environment: what has left group and parents is found, too.
 */
export { Guard, type GuardOptions, guardedUntil } from './guard.ts';
export { now } from './messages.ts';
export { serveGuard } from './serve.ts';
export type { TaskMark } from './task-processes.ts';
