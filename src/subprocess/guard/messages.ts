import type { TaskMark } from './task-processes.ts';

/** One JSON text a line, from the worker to its guard. */
export type ToGuard =
  | { readonly do: 'watch'; readonly id: number; readonly mark: TaskMark }
  /** The task has ended by itself, or is to: nothing of it may stay. */
  | { readonly do: 'end'; readonly id: number }
  /** Until when the worker's tasks may run. @see now */
  | { readonly do: 'lease'; readonly until: number };

/** And back. */
export type FromGuard =
  | { readonly did: 'watch'; readonly id: number }
  | { readonly did: 'end'; readonly id: number }
  /** The worker did not prolong its lease in time: its tasks were ended. Also the answer to a `watch` that comes after. */
  | { readonly did: 'expire'; readonly ids: readonly number[] };

/** Milliseconds of the machine's monotonic clock: it goes on while a process is stopped, and is the same for all of them. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
