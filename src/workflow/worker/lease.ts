import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { type Guard, guardedUntil, now } from '../../subprocess/index.ts';
import { type OwnCommand, renew } from '../runs/index.ts';
import type { Store } from '../store/index.ts';

/** A cancel is heard of within so long, also without a message. */
const longestRoundMs = 5_000;

interface LeaseOptions {
  readonly store: Store;
  readonly worker: string;
  readonly leaseMs: number;
  readonly guard: Guard;
  readonly log: Logger;
  readonly onCommands: (commands: readonly OwnCommand[]) => void;
}

/**
 * Prolongs a worker's lease until the signal, and tells the guard how long it lasts: counted from before the database was
 * asked, so that the guard's is over first.
 * @throws CapstanError LEASE_LOST when another worker has found this one lost
 */
export class Lease {
  readonly #options: LeaseOptions;
  #wake: () => void = () => {};

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Looks at once what became of the commands. */
  look(): void {
    this.#wake();
  }

  async keep(signal: AbortSignal): Promise<void> {
    const { leaseMs, log } = this.#options;
    const roundMs = Math.min(leaseMs / 6, longestRoundMs);
    while (!signal.aborted) {
      let pauseMs = roundMs;
      try {
        await this.#renew();
      } catch (error) {
        if (isCapstanError(error, 'LEASE_LOST')) throw error;
        log.warn('the lease could not be prolonged', { reason: messageOf(error) });
        pauseMs = Math.min(1_000, roundMs);
      }
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
    }
  }

  async #renew(): Promise<void> {
    const { store, worker, leaseMs, guard, onCommands } = this.#options;
    const askedAt = now();
    const commands = await within(leaseMs / 4, renew(store, worker, leaseMs));
    guard.holdUntil(guardedUntil(askedAt, leaseMs));
    onCommands(commands);
  }
}

/** A connection that died without a word answers never. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new CapstanError('STORE_UNREACHABLE', 'the database does not answer in time');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
    late.catch(() => {});
    answer.catch(() => {});
  }
}
