const fightMs = 60_000;
const freeCorrections = 5;

/**
 * Who corrects the same release again and again has an opponent: another controller that writes our fields back. Such a
 * fight is slowed down like any failure, instead of being fought at the speed of the API server.
 */
export class Corrections {
  readonly #now: () => Date;
  readonly #recent = new Map<string, { count: number; at: number }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Counts a correction. @returns whether there were more than a few, each within a minute of the one before */
  isFight(owner: string): boolean {
    const at = this.#now().getTime();
    const before = this.#recent.get(owner);
    const count = before && at - before.at < fightMs ? before.count + 1 : 1;
    this.#recent.set(owner, { count, at });
    return count > freeCorrections;
  }

  forget(owner: string): void {
    this.#recent.delete(owner);
  }
}
