import { setTimeout as sleep } from 'node:timers/promises';
import { type CapstanError, isCapstanError } from '../../errors/index.ts';

const attempts = 4;
const firstPauseMs = 200;

const longestPauseMs = 60_000; // of those that a registry asks for

const leastMs = 120_000;
const slowestBytesPerMs = 30;

/** How long a blob may take: what a slow line needs for it. */
export function patienceFor(size: number): number {
  return leastMs + Math.ceil(size / slowestBytesPerMs);
}

/** What `work` throws for a refusal that need not be the last word, whatever its status. */
export class Passing extends Error {
  readonly refusal: CapstanError;

  constructor(refusal: CapstanError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * Does `work` again, with growing pauses, when the registry broke off or had a fault of its own; after a longer one where the
 * registry asks for it.
 */
export async function patiently<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let askedMs = 0;
    try {
      return await work();
    } catch (thrown) {
      const error = thrown instanceof Passing ? thrown.refusal : thrown;
      if (attempt === attempts || signal?.aborted || !(thrown instanceof Passing || isPassing(error))) throw error;
      askedMs = (isCapstanError(error) && error.retryAfterMs) || 0;
    }
    const pauseMs = firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
    await sleep(Math.max(pauseMs, Math.min(askedMs, longestPauseMs)), undefined, signal ? { signal } : {});
  }
}

function isPassing(error: unknown): boolean {
  if (isCapstanError(error, 'REPOSITORY_UNREACHABLE')) return true;
  const status = isCapstanError(error, 'REPOSITORY_REFUSED') ? (error.status ?? 0) : 0;
  return status === 429 || status >= 500;
}
