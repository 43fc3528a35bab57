import { fromBytes, toBytes } from './text.ts';
import { GoError } from './value.ts';

/** strconv.Unquote of a literal in double, single or back quotes. @throws GoError `invalid syntax`. */
export function unquote(literal: string): string {
  const mark = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(mark)) throw invalid();
  const body = literal.slice(1, -1);
  if (mark === '`') {
    if (body.includes('`')) throw invalid();
    return body.replaceAll('\r', '');
  }
  if (mark !== '"' && mark !== "'") throw invalid();
  const [text, runes] = unescapeText(body, mark);
  if (mark === "'" && runes > 1) throw invalid();
  return text;
}

function invalid(): GoError {
  return new GoError('invalid syntax');
}

function unescapeText(body: string, mark: string): [text: string, runes: number] {
  const parts: Uint8Array[] = [];
  let text = '';
  let runes = 0;
  let hasBytes = false;
  for (let i = 0; i < body.length; runes += 1) {
    const char = String.fromCodePoint(body.codePointAt(i)!);
    if (char === mark || char === '\n') throw invalid();
    if (char !== '\\') {
      // Go reads a byte that is no UTF-8 as U+FFFD
      text += char.isWellFormed() ? char : '\ufffd';
      i += char.length;
      continue;
    }
    const [value, size, isByte] = readEscape(body, i + 1, mark);
    i += 1 + size;
    if (!isByte || value < 0x80) text += String.fromCodePoint(value);
    else {
      hasBytes = true;
      parts.push(toBytes(text), Uint8Array.of(value));
      text = '';
    }
  }
  return [hasBytes ? fromBytes(Buffer.concat([...parts, toBytes(text)])) : text, runes];
}

function readEscape(body: string, at: number, mark: string): [value: number, size: number, isByte: boolean] {
  const letter = body.charAt(at);
  const simple = 'abfnrtv\\'.indexOf(letter);
  if (letter !== '' && simple >= 0) return ['\x07\b\f\n\r\t\v\\'.charCodeAt(simple), 1, true];
  if (letter === mark) return [mark.charCodeAt(0), 1, true];
  if (letter === 'x') return [readDigits(body, at + 1, 2, 16), 3, true];
  if (letter === 'u') return [readRune(body, at + 1, 4), 5, false];
  if (letter === 'U') return [readRune(body, at + 1, 8), 9, false];
  if (letter < '0' || letter > '7') throw invalid();
  const value = readDigits(body, at, 3, 8);
  if (value > 255) throw invalid();
  return [value, 3, true];
}

function readRune(body: string, at: number, size: number): number {
  const value = readDigits(body, at, size, 16);
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) throw invalid();
  return value;
}

function readDigits(body: string, at: number, size: number, radix: 8 | 16): number {
  const digits = body.slice(at, at + size);
  if (digits.length < size || !(radix === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(digits)) throw invalid();
  return Number.parseInt(digits, radix);
}
