/**
 * Turns for upgrades that no change of a resource asked for: a new chart came with the operator, or a value that many share
 * changed. They begin one after the other, at least so far apart.
 */
export class Rollout {
  readonly #intervalMs: number;
  readonly #now: () => Date;
  readonly #turns = new Map<string, number>();
  #last = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number, now: () => Date) {
    this.#intervalMs = intervalMs;
    this.#now = now;
  }

  /** Milliseconds until it is the owner's turn; 0: now. Asking again keeps its place. */
  wait(owner: string): number {
    if (this.#intervalMs === 0) return 0;
    const now = this.#now().getTime();
    let turn = this.#turns.get(owner);
    if (turn === undefined) {
      turn = Math.max(now, this.#last + this.#intervalMs);
      this.#last = turn;
      this.#turns.set(owner, turn);
    }
    return Math.max(0, turn - now);
  }

  /** The upgrade is over, or not wanted any more. */
  forget(owner: string): void {
    this.#turns.delete(owner);
  }
}
