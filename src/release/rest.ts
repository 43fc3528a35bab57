import { setTimeout } from 'node:timers/promises';

/**
 * For synchronous work that may be long. Several such pieces in a row would be one long one: no lease renewed, no probe
 * answered between them. After a long piece all others wait half as long as it took, and the event loop turns.
 */
export class Rest {
  readonly #longMs: number;
  #until: Promise<void> | undefined;

  constructor(longMs: number) {
    this.#longMs = longMs;
  }

  /** Begins what begins with such a piece, once it may. */
  async before<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#until) await this.#until;
    return work();
  }

  /** Does one piece. */
  after<T>(work: () => T): T {
    const before = performance.now();
    try {
      return work();
    } finally {
      const took = performance.now() - before;
      if (took > this.#longMs) this.#until = this.#restFor(took / 2);
    }
  }

  async #restFor(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds);
    this.#until = undefined;
  }
}
