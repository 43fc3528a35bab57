/** What progress is written to. */
export interface ProgressStream {
  write(text: string): unknown;
}

const redrawEveryMs = 200;

/**
 * One line that says what is going on and for how long, redrawn in place on a terminal; elsewhere one plain line when a
 * step starts. Lines that stay are printed above it.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #isLive: boolean;
  #step: { text: string; sinceMs: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: ProgressStream, options: { live: boolean }) {
    this.#stream = stream;
    this.#isLive = options.live;
  }

  /** Ends the step before, if there is one. */
  begin(text: string): void {
    this.#step = { text, sinceMs: Date.now() };
    if (!this.#isLive) {
      this.#stream.write(`${text} …\n`);
      return;
    }
    this.#timer ??= setInterval(() => this.#draw(), redrawEveryMs);
    this.#timer.unref();
    this.#draw();
  }

  /** Says more of the step in progress; where lines stay, nothing. */
  change(text: string): void {
    if (this.#step === undefined) return;
    this.#step.text = text;
    this.#draw();
  }

  /** Prints a line that stays; the step in progress goes on below it. */
  print(line: string): void {
    this.aside(() => this.#stream.write(`${line}\n`));
  }

  /** Lets `write` use the place of the line: for what goes to another stream of the same terminal. */
  aside(write: () => void): void {
    this.#erase();
    write();
    this.#draw();
  }

  /** The step is over; `line` stays in its place. */
  end(line?: string): void {
    this.#erase();
    this.#step = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (line !== undefined) this.#stream.write(`${line}\n`);
  }

  #draw(): void {
    if (!this.#isLive || this.#step === undefined) return;
    const seconds = Math.floor((Date.now() - this.#step.sinceMs) / 1_000);
    this.#stream.write(`\r\x1b[2K${this.#step.text} … ${seconds > 0 ? `${seconds} s` : ''}`);
  }

  #erase(): void {
    if (this.#isLive && this.#step !== undefined) this.#stream.write('\r\x1b[2K');
  }
}
