import { setTimeout as sleep } from 'node:timers/promises';
import type { Change, Store } from '../../workflow/index.ts';

/** What has changed since it was last taken; of a row that changed often, once. */
export interface Batch {
  readonly changes: readonly Change[];
  /** Changes may have been missed: read all again. */
  readonly missed: boolean;
}

// Output comes line by line; this many milliseconds of it go out together.
const gatherMs = 40;

/** The store's changes for one reader, who takes them as fast as it can: a slow one gets fewer, never older ones. */
export class ChangeQueue {
  readonly #changes = new Map<string, Change>();
  readonly #stop: () => void;
  #missed = false;
  #wake = Promise.withResolvers<void>();

  /** @param isWanted the others are passed over */
  constructor(store: Pick<Store, 'onChange'>, isWanted: (change: Change) => boolean) {
    this.#stop = store.onChange((change) => {
      if (change === 'missed') this.#missed = true;
      else if (isWanted(change)) this.#changes.set(`${change.kind} ${change.id}`, change);
      else return;
      this.#wake.resolve();
    });
  }

  /** Waits for some. Undefined once the signal has fired. */
  async take(signal: AbortSignal): Promise<Batch | undefined> {
    await untilAborted(this.#wake.promise, signal);
    if (signal.aborted) return undefined;
    await sleep(gatherMs, undefined, { ref: false });
    this.#wake = Promise.withResolvers();
    const batch = { changes: [...this.#changes.values()], missed: this.#missed };
    this.#changes.clear();
    this.#missed = false;
    return batch;
  }

  close(): void {
    this.#stop();
  }
}

async function untilAborted(done: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([done, aborted]);
  signal.removeEventListener('abort', stop);
}
