/** A wait that is over sooner needs no words. */
const patienceMs = 1_000;
const redrawEveryMs = 200;

/** One line on a terminal that says what is waited for, once it takes long; nothing at all elsewhere. */
export class Waiting {
  readonly #stream: { write(text: string): unknown };
  readonly #isLive: boolean;
  #sinceMs: number | undefined;
  #drawnMs = 0;

  constructor(stream: { write(text: string): unknown }, isLive: boolean) {
    this.#stream = stream;
    this.#isLive = isLive;
  }

  /** Undefined: the wait is over. */
  show(what: string | undefined): void {
    if (!this.#isLive) return;
    if (what === undefined) {
      this.#erase();
      this.#sinceMs = undefined;
      return;
    }
    const now = Date.now();
    this.#sinceMs ??= now;
    if (now - this.#sinceMs < patienceMs || now - this.#drawnMs < redrawEveryMs) return;
    this.#drawnMs = now;
    this.#stream.write(`\r\x1b[2K${what}`);
  }

  /** Lets `write` have the line's place. */
  aside(write: () => void): void {
    this.#erase();
    write();
  }

  #erase(): void {
    if (this.#isLive && this.#drawnMs > 0) this.#stream.write('\r\x1b[2K');
    this.#drawnMs = 0;
  }
}
