import { isPrint } from './strconv-print.ts';

/** strconv.Quote: a string literal of Go. Bytes that are no UTF-8 become `\x80`. */
export function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : quoteWith(text, '"', false);
}

/** strconv.QuoteToASCII: all that is not ASCII is escaped. */
export function quoteToAscii(text: string): string {
  return plain.test(text) ? `"${text}"` : quoteWith(text, '"', true);
}

/** strconv.QuoteRune, or QuoteRuneToASCII. */
export function quoteRune(rune: number, isAscii: boolean): string {
  const isValid = rune >= 0 && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
  return `'${escapeRune(isValid ? rune : 0xfffd, "'", isAscii)}'`;
}

/** strconv.CanBackquote: the text can stand unchanged between backquotes, on one line. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters
  return !/[\0-\x08\x0a-\x1f`\x7f\ufeff]/.test(text) && text.isWellFormed();
}

const plain = /^[ !#-[\]-~]*$/;

function quoteWith(text: string, mark: string, isAscii: boolean): string {
  let out = mark;
  for (const char of text) {
    const rune = char.codePointAt(0)!;
    out += rune >= 0xdc00 && rune <= 0xdfff ? `\\x${hex(rune - 0xdc00, 2)}` : escapeRune(rune, mark, isAscii);
  }
  return out + mark;
}

function escapeRune(rune: number, mark: string, isAscii: boolean): string {
  const char = String.fromCodePoint(rune);
  if (char === mark || char === '\\') return `\\${char}`;
  if (rune < 0x7f ? rune >= 0x20 : !isAscii && isPrint(rune)) return char;
  const short = shortEscapes.get(rune);
  if (short) return short;
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex(rune, 2)}`;
  return rune < 0x10000 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`;
}

const shortEscapes = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
]);

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
