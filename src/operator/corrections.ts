import { keyOf, type ObjectRef } from '../cluster/index.ts';

const fightMs = 60_000;
const freeCorrections = 5;

/**
 * An object that has to be put right again and again has an opponent: another controller that writes our fields back. Such
 * a fight is slowed down like any failure, instead of being fought at the speed of the API server.
 */
export class Corrections {
  readonly #now: () => Date;
  /** By owner, then by object. */
  readonly #recent = new Map<string, Map<string, { readonly count: number; readonly at: number }>>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Counts a correction. @returns whether one of the objects had more than a few, each within a minute of the one before */
  isFight(owner: string, objects: readonly ObjectRef[]): boolean {
    const at = this.#now().getTime();
    const recent = this.#recent.get(owner) ?? new Map<string, { count: number; at: number }>();
    this.#recent.set(owner, recent);
    for (const [key, { at: before }] of recent) if (at - before >= fightMs) recent.delete(key);
    for (const key of objects.map(keyOf)) recent.set(key, { count: (recent.get(key)?.count ?? 0) + 1, at });
    return objects.some((ref) => (recent.get(keyOf(ref))?.count ?? 0) > freeCorrections);
  }

  forget(owner: string): void {
    this.#recent.delete(owner);
  }
}
