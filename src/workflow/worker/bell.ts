import { setTimeout as sleep } from 'node:timers/promises';

/** Something to wait for that others ring. What is rung while nobody waits is heard by the next one. */
export class Bell {
  #hasRung = false;
  #waiting: AbortController | undefined;

  ring(): void {
    this.#hasRung = true;
    this.#waiting?.abort();
  }

  /** Resolves when it rings, after so long, or at the signal. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasRung && !signal.aborted) {
      this.#waiting = new AbortController();
      await sleep(ms, undefined, { signal: AbortSignal.any([signal, this.#waiting.signal]) }).catch(() => {});
      this.#waiting = undefined;
    }
    this.#hasRung = false;
  }
}
