const lineFeed = 0x0a;
const space = 0x20;

/**
 * A log with time stamps as one without, across several readings of it: each begins at or before the last line of the
 * reading before, of which no byte is given twice. A stamp is the first word of a line, RFC 3339 with nanoseconds.
 */
export class LogCopy {
  /** The last line that was begun: its stamp, which of the lines with this stamp it is, and how much of it was given. */
  #last = { stamp: '', count: 0, bytes: 0 };
  #total = 0;
  // of the reading that goes on
  #head: Buffer[] = [];
  #inLine = false;
  #stamp = '';
  #count = 0;
  /** Of the line at hand, how much is still known. */
  #known = 0;
  #isOld = false;

  /** How much was given. */
  get bytes(): number {
    return this.#total;
  }

  /** From when on a further reading is wanted; undefined: from the beginning. */
  get since(): string | undefined {
    return this.#last.stamp === '' ? undefined : this.#last.stamp;
  }

  /** Another reading begins. */
  begin(): void {
    this.#head = [];
    this.#inLine = false;
    this.#stamp = '';
    this.#count = 0;
  }

  /** The next bytes of a reading; gives what is new of them. */
  *take(chunk: Buffer): Generator<Buffer, void, void> {
    for (let from = 0; from < chunk.length; ) {
      if (!this.#inLine) {
        const at = chunk.indexOf(space, from);
        this.#head.push(chunk.subarray(from, at < 0 ? undefined : at));
        if (at < 0) return;
        this.#beginLine(Buffer.concat(this.#head).toString('latin1'));
        from = at + 1;
      }
      const end = chunk.indexOf(lineFeed, from);
      const to = end < 0 ? chunk.length : end + 1;
      yield* this.#newOf(chunk.subarray(from, to));
      if (end >= 0) this.#inLine = false;
      from = to;
    }
  }

  #beginLine(stamp: string): void {
    this.#head = [];
    this.#inLine = true;
    this.#count = stamp === this.#stamp ? this.#count + 1 : 1;
    this.#stamp = stamp;
    const order = compareStamps(stamp, this.#last.stamp) || this.#count - this.#last.count;
    this.#isOld = order < 0;
    this.#known = order === 0 ? this.#last.bytes : 0;
    if (order > 0) this.#last = { stamp, count: this.#count, bytes: 0 };
  }

  *#newOf(part: Buffer): Generator<Buffer, void, void> {
    if (this.#isOld) return;
    const fresh = part.subarray(Math.min(this.#known, part.length));
    this.#known = Math.max(0, this.#known - part.length);
    if (fresh.length === 0) return;
    this.#last.bytes += fresh.length;
    this.#total += fresh.length;
    yield fresh;
  }
}

/** Milliseconds first, as the offset from UTC may change; a stamp's digits after that are always as many. */
function compareStamps(a: string, b: string): number {
  if (a === b) return 0;
  if (b === '') return 1;
  return Date.parse(a) - Date.parse(b) || (a < b ? -1 : 1);
}
