import { StringDecoder } from 'node:string_decoder';

/** One line of what a process printed, with the time at which it was seen whole. */
export interface OutputLine {
  readonly at: Date;
  readonly stream: 'out' | 'err';
  /** Without its end; a NUL, which no database text can hold, is U+FFFD. */
  readonly text: string;
}

/** A line that never ends must not be held for ever: what is longer is cut in pieces, which in UTF-16 units are so long. */
const longestLine = 16_384;

/** Makes lines of one stream's chunks, wherever these were cut, also within a character. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #stream: OutputLine['stream'];
  readonly #now: () => Date;
  #rest = '';

  constructor(stream: OutputLine['stream'], now: () => Date = () => new Date()) {
    this.#stream = stream;
    this.#now = now;
  }

  push(chunk: Buffer): OutputLine[] {
    const texts = (this.#rest + this.#decoder.write(chunk)).split('\n');
    const rest = pieces(texts.pop() ?? '');
    this.#rest = rest.pop() ?? '';
    return this.#lines([...texts.flatMap((text) => pieces(withoutReturn(text))), ...rest]);
  }

  /** What stands behind the last line end. */
  end(): OutputLine[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : this.#lines(pieces(withoutReturn(rest)));
  }

  #lines(texts: readonly string[]): OutputLine[] {
    const at = this.#now();
    return texts.map((text) => ({ at, stream: this.#stream, text: text.replaceAll('\0', '\ufffd') }));
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** At least one; none ends within a surrogate pair. */
function pieces(text: string): string[] {
  const cut: string[] = [];
  let from = 0;
  while (text.length - from > longestLine) {
    const last = text.charCodeAt(from + longestLine - 1);
    const end = from + longestLine - (last >= 0xd800 && last < 0xdc00 ? 1 : 0);
    cut.push(text.slice(from, end));
    from = end;
  }
  return [...cut, text.slice(from)];
}
