import { quoteGo } from './go-quote.ts';

/** What encoding/json says of a text that is no JSON. */
export function findJsonProblem(text: string): string {
  return new JsonChecker(text).check() ?? 'unexpected end of JSON input';
}

/** The same of the text's beginning, and where: the index of the character at fault; undefined when it only ends too early. */
export function findJsonFault(text: string): { readonly message: string; readonly at: number } | undefined {
  const checker = new JsonChecker(text);
  const message = checker.check();
  return message === undefined ? undefined : { message, at: checker.pos };
}

/** The first number of a JSON text that float64 does not hold, as it is written. */
export function findHugeNumber(text: string): string {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs)) {
    if (token[0] !== '"' && !Number.isFinite(Number(token))) return token;
  }
  return '';
}

/** Walks over a text as encoding/json's scanner does. At the end it is given a blank, which it may complain about. */
class JsonChecker {
  private readonly text: string;
  pos = 0;
  private problem: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  check(): string | undefined {
    const open: ('{' | '[')[] = [];
    this.skipBlanks();
    for (;;) {
      const opened = this.readValue(open.length);
      if (this.problem !== undefined || this.isAtEnd) return this.problem;
      if (opened !== undefined) {
        open.push(opened);
        this.skipBlanks();
        if (this.peek() === (opened === '{' ? '}' : ']')) {
          this.pos += 1;
          open.pop();
        } else {
          if (opened === '{' && !this.readKey()) return this.problem;
          continue;
        }
      }
      if (!this.readBehindValue(open)) return this.problem;
    }
  }

  /** Steps over closing brackets up to the next value. False at the end, or with a problem. */
  private readBehindValue(open: ('{' | '[')[]): boolean {
    for (;;) {
      this.skipBlanks();
      if (this.isAtEnd) return false;
      const character = this.peek();
      const inside = open.at(-1);
      if (inside === undefined) return this.fail('after top-level value');
      if (character === ',') {
        this.pos += 1;
        this.skipBlanks();
        return inside === '[' || this.readKey();
      }
      if (character !== (inside === '{' ? '}' : ']')) {
        return this.fail(inside === '{' ? 'after object key:value pair' : 'after array element');
      }
      this.pos += 1;
      open.pop();
    }
  }

  private readKey(): boolean {
    if (this.isAtEnd) return false;
    if (this.peek() !== '"') return this.fail('looking for beginning of object key string');
    if (!this.readString()) return false;
    this.skipBlanks();
    if (this.isAtEnd) return false;
    if (this.peek() !== ':') return this.fail('after object key');
    this.pos += 1;
    this.skipBlanks();
    return true;
  }

  /** @returns the bracket when it opens an object or array */
  private readValue(depth: number): '{' | '[' | undefined {
    if (this.isAtEnd) return undefined;
    const character = this.peek();
    switch (character) {
      case '{':
      case '[':
        if (depth === 10_000) this.fail('exceeded max depth');
        else this.pos += 1;
        return character;
      case '"':
        this.readString();
        return undefined;
      case 't':
        return this.readWord('true');
      case 'f':
        return this.readWord('false');
      case 'n':
        return this.readWord('null');
    }
    if (character === '-' || isDigit(character)) this.readNumber();
    else this.fail('looking for beginning of value');
    return undefined;
  }

  private readWord(word: string): undefined {
    for (const character of word) {
      if (this.peek() !== character) {
        this.fail(`in literal ${word} (expecting ${quoteCharacter(character)})`);
        return;
      }
      this.pos += 1;
    }
  }

  private readString(): boolean {
    this.pos += 1;
    for (;;) {
      if (this.isAtEnd) return false;
      const character = this.peek();
      if (character < ' ') return this.fail('in string literal');
      this.pos += 1;
      if (character === '"') return true;
      if (character === '\\' && !this.readEscape()) return false;
    }
  }

  private readEscape(): boolean {
    const character = this.peek();
    if (!'bfnrt\\/"u'.includes(character)) return this.fail('in string escape code');
    this.pos += 1;
    if (character !== 'u') return true;
    for (let i = 0; i < 4; i += 1) {
      if (!/^[0-9a-fA-F]$/.test(this.peek())) return this.fail('in \\u hexadecimal character escape');
      this.pos += 1;
    }
    return true;
  }

  private readNumber(): void {
    if (this.peek() === '-') this.pos += 1;
    if (this.peek() === '0') this.pos += 1;
    else if (!this.readDigits('in numeric literal')) return;
    if (this.peek() === '.') {
      this.pos += 1;
      if (!this.readDigits('after decimal point in numeric literal')) return;
    }
    if (this.peek() !== 'e' && this.peek() !== 'E') return;
    this.pos += 1;
    if (this.peek() === '+' || this.peek() === '-') this.pos += 1;
    this.readDigits('in exponent of numeric literal');
  }

  private readDigits(where: string): boolean {
    if (!isDigit(this.peek())) return this.fail(where);
    while (isDigit(this.peek())) this.pos += 1;
    return true;
  }

  private get isAtEnd(): boolean {
    return this.pos >= this.text.length;
  }

  private peek(): string {
    return this.text[this.pos] ?? ' ';
  }

  private skipBlanks(): void {
    while (!this.isAtEnd && ' \t\r\n'.includes(this.peek())) this.pos += 1;
  }

  private fail(where: string): false {
    this.problem = `invalid character ${quoteCharacter(this.peek(), this.text.codePointAt(this.pos))} ${where}`;
    return false;
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** Go sees bytes: of a character beyond ASCII, the first byte of its UTF-8. */
function quoteCharacter(character: string, codePoint = character.codePointAt(0)!): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${quoteGo(String.fromCharCode(firstByte(codePoint))).slice(1, -1)}'`;
}

function firstByte(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  if (codePoint >= 0xdc80 && codePoint <= 0xdcff) return codePoint - 0xdc00;
  return Buffer.from(String.fromCodePoint(codePoint), 'utf8')[0]!;
}
