import { NumError, type NumFault } from './strconv-error.ts';

/** strconv.ParseInt: base 0 reads Go's prefixes and underscores; bits 0 is 64. @throws GoError with Go's text. */
export function parseGoInt(text: string, base: number, bits: number): bigint {
  const value = scanInt(text, base, bits);
  if (typeof value === 'string') throw new NumError('ParseInt', text, value);
  return value;
}

/** strconv.ParseUint: as parseGoInt, without a sign. @throws GoError with Go's text. */
export function parseUint(text: string, base: number, bits: number): bigint {
  const value = scanUint(text, base, bits);
  if (typeof value === 'string') throw new NumError('ParseUint', text, value);
  return value;
}

/** strconv.Atoi. @throws GoError with Go's text. */
export function atoi(text: string): bigint {
  const value = scanInt(text, 10, 0);
  if (typeof value === 'string') throw new NumError('Atoi', text, value);
  return value;
}

/** strconv.ParseBool. @throws GoError with Go's text. */
export function parseBool(text: string): boolean {
  switch (text) {
    case '1':
    case 't':
    case 'T':
    case 'true':
    case 'TRUE':
    case 'True':
      return true;
    case '0':
    case 'f':
    case 'F':
    case 'false':
    case 'FALSE':
    case 'False':
      return false;
  }
  throw new NumError('ParseBool', text, 'invalid syntax');
}

/** The number, or what is wrong with the text: for callers that ignore errors. */
export function scanInt(text: string, base: number, bits: number): bigint | NumFault {
  const sign = text.charAt(0);
  const isSigned = sign === '-' || sign === '+';
  const size = scanUint(isSigned ? text.slice(1) : text, base, bits);
  if (typeof size === 'string') return size;
  const limit = 1n << BigInt((bits || 64) - 1);
  if (sign === '-') return size > limit ? 'value out of range' : -size;
  return size >= limit ? 'value out of range' : size;
}

function scanUint(text: string, base: number, bits: number): bigint | NumFault {
  if (text === '') return 'invalid syntax';
  if (base !== 0 && (base < 2 || base > 36)) return `invalid base ${base}`;
  if (bits < 0 || bits > 64) return `invalid bit size ${bits}`;
  const [radix, from] = base === 0 ? prefixOf(text) : ([base, 0] as const);
  return scanDigits(text, from, radix, base === 0, bits || 64);
}

function prefixOf(text: string): readonly [radix: number, length: number] {
  if (text.charAt(0) !== '0') return [10, 0];
  if (text.length >= 3) {
    const letter = text.charAt(1).toLowerCase();
    if (letter === 'b') return [2, 2];
    if (letter === 'o') return [8, 2];
    if (letter === 'x') return [16, 2];
  }
  return [8, 1];
}

function scanDigits(
  text: string,
  from: number,
  radix: number,
  hasUnderscores: boolean,
  bits: number,
): bigint | NumFault {
  let small = 0;
  let big: bigint | undefined;
  let sawUnderscore = false;
  const limit = 2 ** bits;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5f && hasUnderscores) {
      sawUnderscore = true;
      continue;
    }
    const digit = digitOf(code);
    if (digit >= radix) return 'invalid syntax';
    if (big === undefined && small <= maxBeforeDigit) small = small * radix + digit;
    else big = (big ?? BigInt(small)) * BigInt(radix) + BigInt(digit);
    // as in Go, what follows the first digit too much is not looked at
    if (big === undefined ? small >= limit : big >> BigInt(bits) > 0n) return 'value out of range';
  }
  if (sawUnderscore && !areUnderscoresOk(text)) return 'invalid syntax';
  return big ?? BigInt(small);
}

/** Below it, one more digit of base 36 leaves an exact double. */
const maxBeforeDigit = Math.floor(Number.MAX_SAFE_INTEGER / 36) - 36;

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return code < 0x80 && lower >= 0x61 && lower <= 0x7a ? lower - 0x57 : 99;
}

/** Underscores stand between digits, or between a base's prefix and a digit. The text may have a sign. */
export function areUnderscoresOk(text: string): boolean {
  const body = /^[-+]?(.*)$/s.exec(text)![1]!;
  const isHex = /^0x/i.test(body);
  const digits = isHex ? body.slice(2) : body.replace(/^0[bo]/i, '');
  const digit = isHex ? /[0-9a-fA-F]/ : /[0-9]/;
  for (let i = digits.indexOf('_'); i >= 0; i = digits.indexOf('_', i + 1)) {
    const isAfterDigit = i === 0 ? digits.length < body.length : digit.test(digits.charAt(i - 1));
    if (!isAfterDigit || !digit.test(digits.charAt(i + 1))) return false;
  }
  return true;
}
