import type { Logger } from '../../log/index.ts';
import type { StepPlace } from '../steps/index.ts';
import type { Store } from '../store/index.ts';

export interface WorkerOptions {
  readonly store: Store;
  readonly place: StepPlace;
  /** How `serveGuard` is started as a program. */
  readonly guard: { readonly command: readonly [file: string, ...args: string[]]; readonly env: NodeJS.ProcessEnv };
  /** What people call it; default: `host:pid`. */
  readonly name?: string;
  /** Commands that it runs at the same time. */
  readonly capacity?: number;
  /** Commands of one user that run at the same time, over all workers: these must agree. */
  readonly perUser?: number;
  /** How long a worker that is not heard of keeps its commands; longer than a database may be away. */
  readonly leaseMs?: number;
  /** How long running tasks may go on after the signal to stop. */
  readonly drainMs?: number;
  readonly log?: Logger;
}

export const defaults = {
  capacity: 4,
  perUser: 4,
  leaseMs: 60_000, // an outage of the database of 30 s, twice
  drainMs: 25_000, // Kubernetes kills after 30 s
} as const;
