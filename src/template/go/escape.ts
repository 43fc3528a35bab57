import { isPrint } from './strconv-print.ts';
import { toBytes } from './text.ts';

/** text/template's HTMLEscapeString. */
export function htmlEscape(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => htmlEscapes[char]!);
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** text/template's JSEscapeString. A byte that is no UTF-8 is printed as it is, for U+FFFD, which Go takes it for, is printable. */
export function jsEscape(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
  return text.replace(/[\0-\x1f\\'"<>&=\x7f-\u{10ffff}]/gu, escapeJsChar);
}

function escapeJsChar(char: string): string {
  if (char === '\\' || char === "'" || char === '"') return `\\${char}`;
  const rune = char.codePointAt(0)!;
  if (rune === 0x7f || (rune >= 0xdc80 && rune <= 0xdcff) || (rune > 0x7f && isPrint(rune))) return char;
  return `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** net/url's QueryEscape: a blank is `+`. */
export function queryEscape(text: string): string {
  return escapeBytes(text, /[^A-Za-z0-9_.~-]/, isUnreserved).replaceAll('%20', '+');
}

/** net/url's PathEscape: one segment of a path. */
export function pathEscape(text: string): string {
  return escapeBytes(text, /[^A-Za-z0-9_.~$&+=:@-]/, isSegmentByte);
}

function escapeBytes(text: string, special: RegExp, isKept: (byte: number) => boolean): string {
  if (!special.test(text)) return text;
  let out = '';
  for (const byte of toBytes(text)) {
    out += isKept(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function isUnreserved(byte: number): boolean {
  const lower = byte | 0x20;
  if ((lower >= 0x61 && lower <= 0x7a && byte < 0x80) || (byte >= 0x30 && byte <= 0x39)) return true;
  return byte === 0x2d || byte === 0x2e || byte === 0x5f || byte === 0x7e;
}

function isSegmentByte(byte: number): boolean {
  return isUnreserved(byte) || '$&+=:@'.includes(String.fromCharCode(byte));
}
