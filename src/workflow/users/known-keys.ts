import { hashOf } from './keys.ts';
import type { UserView } from './users.ts';

/** How long a key still opens after it was revoked, in a process that has seen it just before. */
const keptMs = 2_000;
/** Above it all are forgotten: whoever has that many keys can be asked for again. */
const keptKeys = 10_000;

type Authenticate = (user: string, key: string) => Promise<UserView | undefined>;

/**
 * Who came with which key a moment ago, so that not every request asks the store. Wrong keys are never remembered: a new one is
 * good at once.
 */
export class KnownKeys {
  readonly #authenticate: Authenticate;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly user: UserView; readonly untilMs: number }>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(authenticate: Authenticate, now: () => number = () => performance.now()) {
    this.#authenticate = authenticate;
    this.#now = now;
  }

  /** A user's keys or role are other than before: the store is asked again. */
  forget(name: string): void {
    for (const credentials of this.#known.keys())
      if (credentials.startsWith(`${name}:`)) this.#known.delete(credentials);
  }

  async userOf(name: string, key: string): Promise<UserView | undefined> {
    const credentials = `${name}:${hashOf(key)}`;
    const known = this.#known.get(credentials);
    const now = this.#now(); // before the store is asked: from then on its answer is old
    if (known && now < known.untilMs) return known.user;
    this.#known.delete(credentials);
    const user = await this.#authenticate(name, key);
    if (user === undefined) return undefined;
    if (this.#known.size >= keptKeys) this.#known.clear();
    this.#known.set(credentials, { user, untilMs: now + keptMs });
    return user;
  }
}
