export interface Rate {
  /** How many come back each second. */
  readonly perSecond: number;
  /** How many may come at once. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

// Above it, buckets that are full again are forgotten.
const keptBuckets = 10_000;

/** A token bucket for each key: a caller, an address. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes one; `waitMs` is 0 where there was one, else how long until there is. */
  take(key: string): { readonly waitMs: number; readonly remaining: number } {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#rate.burst, atMs: now };
    bucket.tokens = this.#refilled(bucket, now);
    bucket.atMs = now;
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > keptBuckets) this.#forgetFull(now);
    if (bucket.tokens < 1) return { waitMs: ((1 - bucket.tokens) / this.#rate.perSecond) * 1_000, remaining: 0 };
    bucket.tokens -= 1;
    return { waitMs: 0, remaining: Math.floor(bucket.tokens) };
  }

  #refilled({ tokens, atMs }: Bucket, now: number): number {
    return Math.min(this.#rate.burst, tokens + ((now - atMs) / 1_000) * this.#rate.perSecond);
  }

  #forgetFull(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#refilled(bucket, now) >= this.#rate.burst) this.#buckets.delete(key);
    }
  }
}
