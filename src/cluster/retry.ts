import type { CapstanError } from '../errors/index.ts';
import { isPassing, isSurelyUnsent } from './connection-errors.ts';
import { type ApiRequest, isIdempotent } from './request.ts';

const maxTries = 3;
const firstPauseMs = 100;
const longestPauseMs = 10_000;

/** Milliseconds until the next try after the `tries`-th one failed with `error`; undefined: give up. `random` is in [0, 1). */
export function pauseBeforeRetry(
  request: ApiRequest,
  error: CapstanError,
  tries: number,
  random: number,
): number | undefined {
  if (tries >= maxTries || !mayRepeat(request, error)) return undefined;
  const backoff = firstPauseMs * 2 ** (tries - 1) * (0.75 + random / 2);
  return Math.min(Math.max(backoff, error.retryAfterMs ?? 0), longestPauseMs);
}

function mayRepeat(request: ApiRequest, error: CapstanError): boolean {
  // 429 comes from the server's flow control, before the request is handled.
  if (error.status === 429 || isSurelyUnsent(error)) return true;
  if (!isIdempotent(request)) return false;
  return isPassing(error) || error.status === 502 || error.status === 503 || error.status === 504;
}
