import { pad, padBlank, type Spec } from './fmt-spec.ts';
import { isPrint, quoteRune } from './strconv.ts';
import { type FloatFormat, formatFloat } from './strconv-float.ts';
import type { Int } from './value.ts';

/** An integer under one of its verbs; undefined when the verb is none of them. */
export function formatInteger({ value, type }: Int, verb: string, spec: Readonly<Spec>): string | undefined {
  switch (verb) {
    case 'v':
      if (spec.sharpV && type.startsWith('u')) return formatDigits(value, 16, 'v', { ...spec, sharp: true });
      return formatDigits(value, 10, verb, spec);
    case 'd':
      return formatDigits(value, 10, verb, spec);
    case 'b':
      return formatDigits(value, 2, verb, spec);
    case 'o':
    case 'O':
      return formatDigits(value, 8, verb, spec);
    case 'x':
    case 'X':
      return formatDigits(value, 16, verb, spec);
    case 'c':
      return pad(String.fromCodePoint(toRune(value)), spec);
    case 'q':
      return pad(quoteRune(toRune(value), spec.plus), spec);
    case 'U':
      return formatUnicode(BigInt.asUintN(64, value), spec);
    default:
      return undefined;
  }
}

function formatDigits(value: bigint, base: 2 | 8 | 10 | 16, verb: string, spec: Readonly<Spec>): string {
  const isPlain = spec.width === 0 && spec.precision < 0 && !spec.plus && !spec.space && !spec.sharp;
  if (isPlain && base === 10) return value.toString();
  const isNegative = value < 0n;
  if (spec.precision === 0 && value === 0n) return padBlank('', spec);
  let digits = (isNegative ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = isNegative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
  const zeros = spec.zero && !spec.minus ? spec.width - sign.length : 0;
  digits = digits.padStart(spec.precision >= 0 ? spec.precision : zeros, '0');
  return padBlank(sign + prefixOf(digits, base, verb, spec.sharp) + digits, spec);
}

function prefixOf(digits: string, base: number, verb: string, isSharp: boolean): string {
  const marked = verb === 'O' ? '0o' : '';
  if (!isSharp) return marked;
  if (base === 2) return '0b';
  if (base === 16) return verb === 'X' ? '0X' : '0x';
  return base === 8 && !digits.startsWith('0') ? `${marked}0` : marked;
}

function toRune(value: bigint): number {
  const rune = BigInt.asUintN(64, value);
  return rune > 0x10ffffn || (rune >= 0xd800n && rune <= 0xdfffn) ? 0xfffd : Number(rune);
}

/** `U+0078`, with # `U+0078 'x'`. */
function formatUnicode(value: bigint, spec: Readonly<Spec>): string {
  const digits = value.toString(16).toUpperCase().padStart(Math.max(spec.precision, 4), '0');
  const isShown = spec.sharp && value <= 0x10ffffn && isPrint(Number(value));
  return padBlank(`U+${digits}${isShown ? ` '${String.fromCodePoint(Number(value))}'` : ''}`, spec);
}

/** A float under one of its verbs; undefined when the verb is none of them. */
export function formatNumber(value: number, verb: string, spec: Readonly<Spec>): string | undefined {
  switch (verb) {
    case 'v':
      return layOutFloat(value, 'g', -1, spec);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return layOutFloat(value, verb, -1, spec);
    case 'f':
    case 'F':
      return layOutFloat(value, 'f', 6, spec);
    case 'e':
    case 'E':
      return layOutFloat(value, verb, 6, spec);
    default:
      return undefined;
  }
}

function layOutFloat(value: number, format: FloatFormat, usual: number, spec: Readonly<Spec>): string {
  const precision = spec.precision >= 0 ? spec.precision : usual;
  const text = formatFloat(value, format, precision);
  const isSigned = text.startsWith('-') || text.startsWith('+');
  let body = isSigned ? text.slice(1) : text;
  const isNegative = text.startsWith('-');
  const sign = isNegative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
  if (!Number.isFinite(value)) {
    // Go keeps the + of +Inf
    return padBlank((Number.isNaN(value) ? sign : sign || '+') + body, spec);
  }
  if (spec.sharp && format !== 'b') body = keepZeros(body, format, precision);
  const zeros = spec.zero && !spec.minus && sign !== '' ? spec.width - sign.length : 0;
  return pad(sign + body.padStart(zeros, '0'), spec);
}

/** The # flag: a point always, and for %g the zeros that it leaves out. */
function keepZeros(text: string, format: FloatFormat, precision: number): string {
  const isHex = format === 'x' || format === 'X';
  const mark = text.search(isHex ? /[pP]/ : /[eE]/);
  const number = mark < 0 ? text : text.slice(0, mark);
  const tail = mark < 0 ? '' : text.slice(mark);
  const wanted = format === 'g' || format === 'G' || format === 'x' ? (precision < 0 ? 6 : precision) : 0;
  const significant = number.replace('.', '').replace(/^0*/, '').length;
  const isZero = number === '0';
  const missing = wanted - significant - (isZero ? 1 : 0);
  return `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(Math.max(missing, 0))}${tail}`;
}
