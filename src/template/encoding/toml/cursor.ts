import { TomlProblem } from './problem.ts';

/** What `next` gives at the end of the text. */
export const end = 0;

/** A place in a TOML text, moved by characters, forward and back, as BurntSushi's lexer does. */
export class TomlCursor {
  readonly text: string;
  pos = 0;
  /** The first is 1. */
  line = 1;
  /** The end was read: going back from there is no step. */
  private isAtEnd = false;

  constructor(text: string) {
    this.text = text;
  }

  /** @throws TomlProblem for control characters and what is no UTF-8 */
  next(): number {
    if (this.pos >= this.text.length) {
      this.isAtEnd = true;
      return end;
    }
    const code = this.text.codePointAt(this.pos)!;
    if (code === 10) this.line += 1;
    if (code >= 0xd800 && code <= 0xdfff) {
      throw new TomlProblem(`invalid UTF-8 byte: 0x${hex(code - 0xdc00)}`, this.line);
    }
    const isLoneReturn = code === 13 && this.text.charCodeAt(this.pos + 1) !== 10;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127 || isLoneReturn) {
      throw new TomlProblem(`TOML files cannot contain control characters: '0x${hex(code)}'`, this.line);
    }
    this.pos += code > 0xffff ? 2 : 1;
    return code;
  }

  /** Undoes `next`. */
  back(): void {
    if (this.isAtEnd) {
      this.isAtEnd = false;
      return;
    }
    this.pos -= 1;
    const code = this.text.charCodeAt(this.pos);
    if (code >= 0xdc00 && code <= 0xdfff) this.pos -= 1;
    if (code === 10) this.line -= 1;
  }

  peek(): number {
    const code = this.next();
    this.back();
    return code;
  }

  accept(code: number): boolean {
    if (this.next() === code) return true;
    this.back();
    return false;
  }

  skip(isSkipped: (code: number) => boolean): void {
    while (isSkipped(this.next()));
    this.back();
  }

  /** Comments and what is between values. */
  skipComment(): void {
    for (let code = this.next(); !isNewline(code) && code !== end; ) code = this.next();
    this.back();
  }

  problem(message: string): TomlProblem {
    const isBehindLine = this.isAtEnd && this.pos > 0 && this.text.charCodeAt(this.pos - 1) === 10;
    return new TomlProblem(message, isBehindLine ? this.line - 1 : this.line);
  }

  /** Of a line that has ended already. */
  problemAbove(message: string): TomlProblem {
    return new TomlProblem(message, this.line - 1);
  }

  /** Of an escape, which goes back a line at the end of the text. */
  problemOfEscape(message: string): TomlProblem {
    return this.isAtEnd ? this.problemAbove(message) : new TomlProblem(message, this.line);
  }
}

export function isBlank(code: number): boolean {
  return code === 9 || code === 32;
}

export function isNewline(code: number): boolean {
  return code === 10 || code === 13;
}

export function isSpace(code: number): boolean {
  return isBlank(code) || isNewline(code);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

export function isBareKey(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 45;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
