import type { LineSink } from '../../subprocess/index.ts';
import { linesAtOnce, type NumberedLine } from '../runs/index.ts';
import type { Stream } from '../store/index.ts';

/** A line is in the database this long after it was printed, at most. */
const writeAfterMs = 150;
/** Characters that wait for the database; what comes then holds the task up. */
const keptInMemory = 8 * 1_024 * 1_024;
/** Characters of one task that are kept for good. Of what comes then, the last lines. */
const keptInStore = 16 * 1_024 * 1_024;
const lastKept = 200;

interface Line {
  readonly at: Date;
  readonly stream: Stream;
  readonly text: string;
}

/**
 * What one task prints, on its way into the store: numbered, in order, some at a time. While the database is away the lines
 * wait here, and the task goes on until the memory for that is full.
 */
export class Output implements LineSink {
  readonly #attempt: number;
  readonly #write: (lines: readonly NumberedLine[]) => Promise<void>;
  readonly #waiting: NumberedLine[] = [];
  readonly #lastLines: Line[] = [];
  #seq: number;
  #waitingSize = 0;
  #keptSize = 0;
  #leftOut = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param after the number of the line before the first */
  constructor(attempt: number, after: number, write: (lines: readonly NumberedLine[]) => Promise<void>) {
    this.#attempt = attempt;
    this.#seq = after;
    this.#write = write;
  }

  note(text: string): void {
    const at = new Date();
    for (const line of text.split('\n')) this.#add({ at, stream: 'note', text: line.replaceAll('\0', '\ufffd') });
    this.#plan();
  }

  write(lines: readonly Line[]): void {
    for (const line of lines) {
      if (this.#keptSize > keptInStore) this.#leaveOut(line);
      else this.#add(line);
    }
    this.#plan();
  }

  whenRoom(): Promise<void> | undefined {
    if (this.#waitingSize < keptInMemory || this.#failure) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** Resolves when all of it is in the store. Rejects with what the store said. */
  async end(): Promise<void> {
    if (this.#leftOut > 0) {
      const between = this.#leftOut - this.#lastLines.length;
      if (between > 0) this.#add({ at: new Date(), stream: 'note', text: `… ${between} lines were left out …` });
      for (const line of this.#lastLines) this.#add(line);
    }
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0 || this.#writing) {
      await (this.#writing ?? this.#flush());
      if (this.#failure) throw this.#failure.error;
    }
    if (this.#failure) throw this.#failure.error;
  }

  #add({ at, stream, text }: Line): void {
    this.#seq += 1;
    this.#waiting.push({ seq: this.#seq, attempt: this.#attempt, at, stream, text });
    this.#waitingSize += text.length + 1;
    this.#keptSize += text.length + 1;
  }

  #leaveOut(line: Line): void {
    this.#leftOut += 1;
    this.#lastLines.push(line);
    if (this.#lastLines.length > lastKept) this.#lastLines.shift();
  }

  #plan(): void {
    if (this.#timer || this.#writing || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => void this.#flush(), writeAfterMs);
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writeSome().finally(() => {
      this.#writing = undefined;
      if (!this.#failure) this.#plan();
    });
    return this.#writing;
  }

  async #writeSome(): Promise<void> {
    const lines = this.#waiting.slice(0, linesAtOnce);
    try {
      await this.#write(lines);
      this.#waiting.splice(0, lines.length);
      this.#waitingSize -= lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    } catch (error) {
      this.#failure = { error }; // the run is lost: nobody waits for more
    }
    if (this.#waitingSize < keptInMemory || this.#failure) {
      this.#room?.resolve();
      this.#room = undefined;
    }
  }
}
