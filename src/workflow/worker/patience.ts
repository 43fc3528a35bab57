import { setTimeout as sleep } from 'node:timers/promises';
import { isCapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { isAway } from '../store/index.ts';

const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** What is not the database's absence will not be cured by waiting; a deadlock or two are. */
const triesOfOther = 3;

/**
 * Does it until it is done: while the database is away it is tried again and again.
 * @param what for the log
 * @throws what `action` throws when the database is there, and the signal's reason
 */
export async function patiently<T>(
  what: string,
  action: () => Promise<T>,
  log: Logger,
  signal: AbortSignal,
): Promise<T> {
  let others = 0;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      if (isCapstanError(error, 'LEASE_LOST')) throw error;
      if (!isAway(error)) others += 1;
      if (others === triesOfOther) throw error;
      log.debug('the database did not do it, it is asked again', { what, reason: messageOf(error) });
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
