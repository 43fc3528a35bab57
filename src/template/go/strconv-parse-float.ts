import { NumError } from './strconv-error.ts';
import { areUnderscoresOk } from './strconv-int.ts';

/** strconv.ParseFloat with 64 bits: decimal and hexadecimal numbers, inf, nan. @throws GoError with Go's text. */
export function parseGoFloat(text: string): number {
  const value = scanFloat(text);
  if (value === undefined) throw new NumError('ParseFloat', text, 'invalid syntax');
  if (!Number.isFinite(value) && isNumeral(text)) throw new NumError('ParseFloat', text, 'value out of range');
  return value;
}

/** The number, infinite where it is too large, undefined where the text is none. */
function scanFloat(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const lower = text.toLowerCase();
  if (lower === 'nan') return Number.NaN;
  const word = /^([-+]?)inf(inity)?$/.exec(lower);
  // the word is ASCII: toLowerCase makes ASCII of U+212A and U+0130 too
  if (word && text.length === lower.length) return word[1] === '-' ? -Infinity : Infinity;
  if (!text.includes('_')) return hexadecimal.test(text) ? scanHex(text) : undefined;
  if (!areUnderscoresOk(text)) return undefined;
  const plain = text.replaceAll('_', '');
  if (decimal.test(plain)) return Number(plain);
  return hexadecimal.test(plain) ? scanHex(plain) : undefined;
}

const decimal = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const hexadecimal = /^([-+]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([-+]?[0-9]+)$/;

function isNumeral(text: string): boolean {
  return /[0-9]/.test(text);
}

function scanHex(text: string): number | undefined {
  const [, sign, whole = '', part = '', power] = hexadecimal.exec(text)!;
  if (whole + part === '') return undefined;
  const mantissa = BigInt(`0x${whole}${part}`);
  const exponent = Math.max(-1e5, Math.min(1e5, Number(power))) - 4 * part.length;
  const size = roundToFloat(mantissa, exponent);
  return sign === '-' ? -size : size;
}

/** mantissa * 2^exponent as the nearest double, ties to even. */
function roundToFloat(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const length = mantissa.toString(2).length;
  if (length + exponent > 1100) return Infinity;
  // 53 bits, fewer where the number is subnormal
  const drop = Math.max(length - 53, -1074 - exponent);
  if (drop <= 0) return scale(Number(mantissa), exponent);
  if (drop > length + 1) return 0;
  const kept = mantissa >> BigInt(drop);
  const rest = mantissa - (kept << BigInt(drop));
  const half = 1n << BigInt(drop - 1);
  const rounded = rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
  return scale(Number(rounded), exponent + drop);
}

/** value * 2^exponent, in two steps: a power alone may be no double. */
function scale(value: number, exponent: number): number {
  const first = Math.max(-1074, Math.min(1023, exponent));
  return value * 2 ** first * 2 ** (exponent - first);
}
