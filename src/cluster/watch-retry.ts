import { type CapstanError, isCapstanError } from '../errors/index.ts';

export type InformerState = 'syncing' | 'synced' | 'reconnecting' | 'absent' | 'forbidden';

/** Milliseconds, doubled from the first to the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export interface Timings {
  /** How long the server keeps a watch open: a number of seconds between the two, client-go's 5 to 10 minutes. */
  readonly watchSeconds: readonly [shortest: number, longest: number];
  /** Silence beyond that time after which a watch counts as dead. */
  readonly graceMs: number;
  /** A watch that held for this long was a good one: the next failure is the first again. */
  readonly healthyAfterMs: number;
  readonly failed: Backoff;
  readonly absent: Backoff;
  readonly refused: Backoff;
}

export const defaultTimings: Timings = {
  watchSeconds: [300, 600],
  graceMs: 30_000,
  healthyAfterMs: 5_000,
  failed: { firstMs: 200, longestMs: 10_000 },
  absent: { firstMs: 500, longestMs: 5_000 },
  refused: { firstMs: 500, longestMs: 30_000 },
};

export interface Reaction {
  /** undefined: as it was, nothing is wrong. */
  readonly state: InformerState | undefined;
  readonly waitMs: number;
  readonly mustList: boolean;
}

/**
 * What follows the end of a watch, or of an attempt at one. `failures` counts the ends in a row up to this one (1: the first
 * after a good time), `random` is in [0, 1).
 */
export function reactTo(error: CapstanError | undefined, failures: number, timings: Timings, random: number): Reaction {
  // A watch that was closed, or that has fallen behind, goes on at once; one that does so again and again does not.
  const soonMs = failures <= 1 ? 0 : pauseOf(timings.failed, failures - 1, random);
  if (error === undefined) return { state: undefined, waitMs: soonMs, mustList: false };
  switch (error.code) {
    case 'WATCH_EXPIRED':
      return { state: 'syncing', waitMs: soonMs, mustList: true };
    case 'KIND_UNKNOWN':
      return { state: 'absent', waitMs: pauseOf(timings.absent, failures, random), mustList: true };
    case 'FORBIDDEN':
      return { state: 'forbidden', waitMs: pauseOf(timings.refused, failures, random), mustList: false };
    default:
      return { state: 'reconnecting', waitMs: failedPause(error, failures, timings, random), mustList: false };
  }
}

function failedPause(error: CapstanError, failures: number, timings: Timings, random: number): number {
  // 405: the kind cannot be listed or watched, which only an upgrade of the server changes.
  const backoff = isCapstanError(error) && error.status === 405 ? timings.refused : timings.failed;
  const asked = Math.min(error.retryAfterMs ?? 0, timings.refused.longestMs);
  return Math.max(pauseOf(backoff, failures, random), asked);
}

/** Half of it is fixed and half random, so that many clients do not come back in one instant. */
function pauseOf({ firstMs, longestMs }: Backoff, failures: number, random: number): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (0.5 + random / 2);
}
