import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';

/** Something in the store is other than it was; who wants to know how reads it. */
export interface Change {
  readonly kind: 'plan' | 'deployment' | 'command' | 'task' | 'output';
  /** Of the row; of the task for output. */
  readonly id: number;
  readonly command: number | null;
  /** Whose it is, by name; null for plans. */
  readonly user: string | null;
}

/** `'missed'`: messages may have been lost (the database was away): read again what matters. */
export type ChangeListener = (change: Change | 'missed') => void;

/** Hears the messages of one channel; `onGap` after they may have been missed. Resolves when it listens. */
export type Listen = (onMessage: (text: string) => void, onGap: () => void) => Promise<() => Promise<void>>;

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** The feed of changes: it listens to the database only while somebody listens to it, and tries until it can. */
export class Changes {
  readonly #listen: Listen;
  readonly #log: Logger;
  readonly #listeners = new Set<ChangeListener>();
  #open: Promise<() => Promise<void>> | undefined;
  #stopping = new AbortController();

  constructor(listen: Listen, log: Logger) {
    this.#listen = listen;
    this.#log = log;
  }

  /** Returns how to stop. The first `'missed'` comes as soon as it really listens. */
  on(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    if (this.#open === undefined) this.#start();
    else this.#open.then(() => this.#listeners.has(listener) && listener('missed')).catch(() => {});
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) void this.stop();
    };
  }

  async stop(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#stopping.abort();
    const close = await open?.catch(() => undefined);
    await close?.();
  }

  #start(): void {
    this.#stopping = new AbortController();
    this.#open = this.#listenAtLast(this.#stopping.signal);
    this.#open.then(() => this.#tell('missed')).catch(() => {}); // nobody listens any more
  }

  /** @throws AbortError */
  async #listenAtLast(signal: AbortSignal): Promise<() => Promise<void>> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await this.#listen(
          (text) => this.#tell(JSON.parse(text) as Change),
          () => this.#tell('missed'),
        );
      } catch (error) {
        this.#log.warn('cannot listen for changes', { reason: messageOf(error) });
        await sleep(pauseMs, undefined, { signal });
      }
    }
  }

  #tell(change: Change | 'missed'): void {
    for (const listener of this.#listeners) listener(change);
  }
}
