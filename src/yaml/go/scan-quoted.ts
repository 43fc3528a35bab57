import { hexValue, isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { Token, TokenType } from './token.ts';

/** A scalar in single or double quotes, perhaps over several lines. */
export function scanQuoted(at: Scanner, isSingle: boolean): Token {
  const { text, line } = at;
  const quote = isSingle ? 39 : 34;
  at.pos += 1;
  let value = '';
  for (;;) {
    if (at.isAtDocumentIndicator()) throw at.problem('found unexpected document indicator');
    if (text.charCodeAt(at.pos) === 0) throw at.problem('found unexpected end of stream');
    let isAfterBreak = false;
    let from = at.pos;
    for (;;) {
      const code = text.charCodeAt(at.pos);
      if (isBlankOrEnd(code)) break;
      if (code === quote) {
        if (!isSingle || text.charCodeAt(at.pos + 1) !== 39) break;
        value += text.slice(from, at.pos + 1);
        at.pos += 2;
        from = at.pos;
      } else if (code === 92 && !isSingle) {
        value += text.slice(from, at.pos);
        at.pos += 1;
        if (isBreak(text.charCodeAt(at.pos))) {
          at.skipBreak();
          isAfterBreak = true;
          from = at.pos;
          break;
        }
        value += readEscape(at);
        from = at.pos;
      } else at.pos += 1;
    }
    const words = text.slice(from, at.pos);
    value = value === '' ? words : value + words;
    if (text.charCodeAt(at.pos) === quote) break;
    value += readGap(at, isAfterBreak);
  }
  at.pos += 1;
  return new Token(TokenType.Scalar, line, value);
}

/** The blanks and line breaks between two words, as they count: breaks are folded, an escaped one counts for nothing. */
function readGap(at: Scanner, isAfterEscapedBreak: boolean): string {
  const { text } = at;
  let isAfterBreak = isAfterEscapedBreak;
  let blanks = '';
  let first = '';
  let rest = '';
  for (;;) {
    const code = text.charCodeAt(at.pos);
    if (isBlank(code)) {
      if (!isAfterBreak) blanks += text[at.pos];
      at.pos += 1;
    } else if (isBreak(code)) {
      if (isAfterBreak) rest += at.readBreak();
      else first = at.readBreak();
      isAfterBreak = true;
    } else break;
  }
  if (!isAfterBreak) return blanks;
  return first === '\n' ? rest || ' ' : first + rest;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** What stands behind a backslash. */
function readEscape(at: Scanner): string {
  const character = at.text[at.pos]!;
  const simple = escapes[character];
  if (simple !== undefined) {
    at.pos += 1;
    return simple;
  }
  const length = character === 'x' ? 2 : character === 'u' ? 4 : character === 'U' ? 8 : 0;
  if (length === 0) throw at.problem('found unknown escape character');
  at.pos += 1;
  let value = 0;
  for (let i = 0; i < length; i += 1) {
    const digit = hexValue(at.code(i));
    if (digit < 0) throw at.problem('did not find expected hexdecimal number');
    value = value * 16 + digit;
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    throw at.problem('found invalid Unicode character escape code');
  }
  at.pos += length;
  return String.fromCodePoint(value);
}
