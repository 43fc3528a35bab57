import type { ListTarget } from '../../../cluster/index.ts';
import { type Hold, type Seen, targetKey, type WatchPool } from './pool.ts';

/**
 * What one person looks at. A picture is drawn of what `see` answers; whatever it asked for is watched until a later
 * picture does without.
 */
export class Look {
  readonly #pool: WatchPool;
  readonly #holds = new Map<string, Hold>();
  #asked = new Set<string>();
  #change = Promise.withResolvers<void>();

  constructor(pool: WatchPool) {
    this.#pool = pool;
  }

  see(target: ListTarget, signal: AbortSignal): Promise<Seen> {
    const key = targetKey(target);
    this.#asked.add(key);
    let hold = this.#holds.get(key);
    if (!hold) {
      hold = this.#pool.hold(target, () => this.#change.resolve());
      this.#holds.set(key, hold);
    }
    return hold.see(signal);
  }

  /** Resolves when something has changed since this was asked, so ask before the picture is drawn. */
  nextChange(): Promise<void> {
    this.#change = Promise.withResolvers();
    return this.#change.promise;
  }

  /** Lets go of what the picture drawn last did without. */
  settle(): void {
    for (const [key, hold] of this.#holds) {
      if (this.#asked.has(key)) continue;
      hold.drop();
      this.#holds.delete(key);
    }
    this.#asked = new Set();
  }

  end(): void {
    for (const hold of this.#holds.values()) hold.drop();
    this.#holds.clear();
  }
}
