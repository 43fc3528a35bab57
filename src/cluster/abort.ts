import { setTimeout as sleep } from 'node:timers/promises';
import { abortErrorOf } from './connection-errors.ts';

/** Waits for a promise that others may wait for too: an abort ends the waiting, not the work. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    promise.catch(() => {}); // its failure is told to those who still wait
    throw abortErrorOf(signal);
  }
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(abortErrorOf(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, ended.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** @throws AbortError at once when the signal is, or gets, aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? abortErrorOf(signal) : error;
  }
}
