import { int, quote, sprintf } from '../go/index.ts';
import { keywordOf, type Token, type TokenType } from './token.ts';

/** Cuts a template into tokens, one at a time, as text/template's lexer does: same tokens, same errors. */
export class Lexer {
  /** False when a function of that name makes the keyword an identifier. */
  isBreakKeyword = true;
  isContinueKeyword = true;
  private readonly input: string;
  private end: number;
  private pos = 0;
  private start = 0;
  private parenDepth = 0;
  private isInsideAction = false;

  constructor(input: string) {
    this.input = input;
    this.end = input.length;
  }

  next(): Token {
    return this.isInsideAction ? this.lexInsideAction() : this.lexText();
  }

  private lexText(): Token {
    for (;;) {
      this.start = this.pos;
      const found = this.end === 0 ? -1 : this.input.indexOf('{{', this.pos);
      if (found < 0) {
        this.pos = this.end;
        return this.emit(this.pos > this.start ? 'text' : 'eof');
      }
      if (found > this.pos) {
        const from = this.pos;
        const to = this.hasLeftTrim(found + 2) ? this.skipSpaceBack(from, found) : found;
        this.pos = found;
        if (to > from) return { type: 'text', pos: from, text: this.input.slice(from, to) };
      }
      const token = this.lexLeftDelim();
      if (token) return token;
    }
  }

  private skipSpaceBack(from: number, to: number): number {
    while (to > from && isSpace(this.input.charCodeAt(to - 1))) to -= 1;
    return to;
  }

  /** Undefined after a comment. */
  private lexLeftDelim(): Token | undefined {
    const pos = this.pos;
    const after = pos + 2 + (this.hasLeftTrim(pos + 2) ? 2 : 0);
    this.pos = after;
    if (this.input.startsWith('/*', after)) return this.lexComment();
    this.start = after;
    this.isInsideAction = true;
    this.parenDepth = 0;
    return { type: 'leftDelim', pos, text: '{{' };
  }

  private lexComment(): Token | undefined {
    this.start = this.pos;
    const end = this.input.indexOf('*/', this.pos + 2);
    if (end < 0) return this.fail('unclosed comment');
    this.pos = end + 2;
    const isTrimmed = this.atTrimmedRightDelim(this.pos);
    if (!isTrimmed && !this.atRightDelim()) return this.fail('comment ends before closing delimiter');
    this.pos += isTrimmed ? 4 : 2;
    if (isTrimmed) this.skipSpace();
    return undefined;
  }

  private lexRightDelim(): Token {
    const isTrimmed = this.atTrimmedRightDelim(this.pos);
    if (isTrimmed) this.pos += 2;
    this.start = this.pos;
    this.pos += 2;
    const token = this.emit('rightDelim');
    if (isTrimmed) this.skipSpace();
    this.isInsideAction = false;
    return token;
  }

  private skipSpace(): void {
    while (isSpace(this.unit())) this.pos += 1;
  }

  private lexInsideAction(): Token {
    this.start = this.pos;
    if (this.atTrimmedRightDelim(this.pos) || this.atRightDelim()) {
      return this.parenDepth === 0 ? this.lexRightDelim() : this.fail('unclosed left paren');
    }
    if (this.pos >= this.end) return this.fail('unclosed action');
    const rune = this.nextRune();
    switch (rune) {
      case 0x20:
      case 0x09:
      case 0x0d:
      case 0x0a:
        return this.lexSpace();
      case 0x3d: // =
        return this.emit('assign');
      case 0x3a: // :
        return this.nextRune() === 0x3d ? this.emit('declare') : this.fail('expected :=');
      case 0x7c: // |
        return this.emit('pipe');
      case 0x22: // "
        return this.lexQuoted(0x22, 'string', 'unterminated quoted string');
      case 0x27: // '
        return this.lexQuoted(0x27, 'charConstant', 'unterminated character constant');
      case 0x60: // `
        return this.lexRawQuote();
      case 0x24: // $
        return this.lexFieldOrVariable('variable');
      case 0x28: // (
        this.parenDepth += 1;
        return this.emit('leftParen');
      case 0x29: // )
        this.parenDepth -= 1;
        return this.parenDepth < 0 ? this.fail('unexpected right paren') : this.emit('rightParen');
      case 0x2e: // .
        if (this.pos < this.end && !isDigit(this.unit())) return this.lexFieldOrVariable('field');
        return this.lexNumber();
      case 0x2b: // +
      case 0x2d: // -
        return this.lexNumber();
    }
    if (isDigit(rune)) return this.lexNumber();
    if (isAlphaNumeric(rune)) return this.lexIdentifier();
    if (rune >= 0x20 && rune < 0x7f) return this.emit('char');
    return this.fail(`unrecognized character in action: ${formatRune(rune)}`);
  }

  /** A run of spaces, whose last one may belong to a right delimiter with a trim marker. */
  private lexSpace(): Token {
    this.skipSpace();
    if (this.atTrimmedRightDelim(this.pos - 1)) {
      this.pos -= 1;
      if (this.pos === this.start) return this.lexRightDelim();
    }
    return this.emit('space');
  }

  private lexIdentifier(): Token {
    this.skipAlphaNumeric();
    if (!this.atTerminator()) return this.failAtCharacter();
    const word = this.input.slice(this.start, this.pos);
    const keyword = keywordOf(word);
    if (keyword === undefined) return this.emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
    if (keyword === 'break' && !this.isBreakKeyword) return this.emit('identifier');
    if (keyword === 'continue' && !this.isContinueKeyword) return this.emit('identifier');
    return this.emit(keyword);
  }

  private lexFieldOrVariable(type: 'field' | 'variable'): Token {
    if (this.atTerminator()) return this.emit(type === 'variable' ? 'variable' : 'dot');
    this.skipAlphaNumeric();
    return this.atTerminator() ? this.emit(type) : this.failAtCharacter();
  }

  private skipAlphaNumeric(): void {
    word.lastIndex = this.pos;
    word.test(this.input);
    this.pos = word.lastIndex;
  }

  /** What may stand behind an identifier. */
  private atTerminator(): boolean {
    const unit = this.unit();
    return Number.isNaN(unit) || isSpace(unit) || terminators.has(unit) || this.atRightDelim();
  }

  private lexQuoted(mark: number, type: TokenType, unterminated: string): Token {
    for (;;) {
      let unit = this.unit();
      this.pos += 1;
      if (unit === mark) return this.emit(type);
      if (unit === 0x5c) {
        unit = this.unit();
        this.pos += 1;
        if (!Number.isNaN(unit) && unit !== 0x0a) continue;
      }
      if (Number.isNaN(unit) || unit === 0x0a) return this.fail(unterminated);
    }
  }

  private lexRawQuote(): Token {
    const end = this.input.indexOf('`', this.pos);
    if (end < 0) return this.fail('unterminated raw quoted string');
    this.pos = end + 1;
    return this.emit('rawString');
  }

  private lexNumber(): Token {
    this.pos = this.start;
    if (!this.scanNumber()) return this.failAtNumber();
    const sign = this.unit();
    if (sign !== 0x2b && sign !== 0x2d) return this.emit('number');
    const isComplex = this.scanNumber() && this.input.charAt(this.pos - 1) === 'i';
    return isComplex ? this.emit('complex') : this.failAtNumber();
  }

  private failAtNumber(): Token {
    return this.fail(`bad number syntax: ${quote(this.input.slice(this.start, this.pos))}`);
  }

  private scanNumber(): boolean {
    this.accept('+-');
    let digits = '0123456789_';
    if (this.accept('0')) {
      if (this.accept('xX')) digits = '0123456789abcdefABCDEF_';
      else if (this.accept('oO')) digits = '01234567_';
      else if (this.accept('bB')) digits = '01_';
    }
    this.acceptRun(digits);
    if (this.accept('.')) this.acceptRun(digits);
    if ((digits.length === 11 && this.accept('eE')) || (digits.length === 23 && this.accept('pP'))) {
      this.accept('+-');
      this.acceptRun('0123456789_');
    }
    this.accept('i');
    if (this.pos >= this.end || !isAlphaNumeric(this.input.codePointAt(this.pos)!)) return true;
    this.nextRune();
    return false;
  }

  private accept(valid: string): boolean {
    if (this.pos >= this.end || !valid.includes(this.input.charAt(this.pos))) return false;
    this.pos += 1;
    return true;
  }

  private acceptRun(valid: string): void {
    while (this.accept(valid));
  }

  private hasLeftTrim(at: number): boolean {
    return this.input.charCodeAt(at) === 0x2d && isSpace(this.input.charCodeAt(at + 1));
  }

  private atTrimmedRightDelim(at: number): boolean {
    return isSpace(this.input.charCodeAt(at)) && this.input.startsWith('-}}', at + 1);
  }

  private atRightDelim(): boolean {
    return this.unit() === 0x7d && this.input.charCodeAt(this.pos + 1) === 0x7d;
  }

  /** NaN at the end. */
  private unit(): number {
    return this.input.charCodeAt(this.pos);
  }

  private nextRune(): number {
    const rune = this.input.codePointAt(this.pos) ?? -1;
    this.pos += rune > 0xffff ? 2 : rune < 0 ? 0 : 1;
    return rune;
  }

  private emit(type: TokenType): Token {
    return { type, pos: this.start, text: this.input.slice(this.start, this.pos) };
  }

  private failAtCharacter(): Token {
    return this.fail(`bad character ${formatRune(this.input.codePointAt(this.pos)!)}`);
  }

  /** Nothing but the end comes after an error. */
  private fail(text: string): Token {
    const token: Token = { type: 'error', pos: this.start, text };
    this.isInsideAction = false;
    this.end = 0;
    this.pos = 0;
    return token;
  }
}

const terminators: ReadonlySet<number> = new Set([...'.,|:)('].map((char) => char.charCodeAt(0)));
const letterOrDigit = /^[\p{L}\p{Nd}]$/u;
const word = /[\p{L}\p{Nd}_]*/uy;

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0x0a;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isAlphaNumeric(rune: number): boolean {
  if (rune < 0x80) return ((rune | 0x20) - 0x61) >>> 0 < 26 || isDigit(rune) || rune === 0x5f;
  return letterOrDigit.test(String.fromCodePoint(rune));
}

/** `%#U`. A byte that is no UTF-8 is read as U+FFFD. */
function formatRune(rune: number): string {
  return sprintf('%#U', [int(rune >= 0xdc80 && rune <= 0xdcff ? 0xfffd : rune)]);
}
