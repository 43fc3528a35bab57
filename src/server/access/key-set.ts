import type { HonoJsonWebKey } from 'hono/utils/jwt/jws';
import { CapstanError, messageOf } from '../../errors/index.ts';

const keepMs = 10 * 60_000;
// A token with a key that nobody knows must not make us ask at each request.
const askAgainMs = 10_000;
const answerWithinMs = 5_000;

/** The public keys at a JWKS URL, asked for when one is needed that is not known. */
export class KeySet {
  readonly #url: string;
  #keys: readonly HonoJsonWebKey[] = [];
  #askedMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws AggregateError of one CapstanError TOKEN_KEYS_UNREADABLE when there are no keys at all */
  async keysFor(kid: string | undefined): Promise<readonly HonoJsonWebKey[]> {
    const ageMs = performance.now() - this.#askedMs;
    const isKnown = this.#keys.some((key) => (key as { kid?: string }).kid === kid);
    if (ageMs > keepMs || (!isKnown && ageMs > askAgainMs)) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined;
      });
      await this.#asking;
    }
    return this.#keys;
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(answerWithinMs), redirect: 'error' });
      if (!answer.ok) throw new Error(`it answers ${answer.status}`);
      const { keys } = (await answer.json()) as { keys?: HonoJsonWebKey[] };
      if (!Array.isArray(keys)) throw new Error('there is no list of keys in its answer');
      this.#keys = keys;
      this.#askedMs = performance.now();
    } catch (cause) {
      if (this.#keys.length > 0) return; // the ones from before still hold
      const message = `the keys of bearer tokens cannot be read from ${this.#url}: ${messageOf(cause)}`;
      throw new AggregateError([new CapstanError('TOKEN_KEYS_UNREADABLE', message, { cause })]);
    }
  }
}
