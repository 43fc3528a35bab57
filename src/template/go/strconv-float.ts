import { exactDigits } from './strconv-digits.ts';
import { formatBinary, formatHex } from './strconv-float-hex.ts';

export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/**
 * strconv.FormatFloat. `precision` -1 is the shortest text that reads back as the same number.
 * All floats of templates have 64 bits.
 */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  // here JavaScript's text is Go's too: nearly all numbers of charts
  if (precision < 0 && format === 'g' && size >= 1e-4 && size < 1e6) return `${value}`;
  if (format === 'b') return formatBinary(value);
  if (format === 'x' || format === 'X') return formatHex(value, format, precision);
  return sign + (precision < 0 ? formatShortest(size, format) : formatRounded(size, format, precision));
}

/** Significant digits without zeros at their end, '' for 0, and where the point stands among them: 0.digits * 10^point. */
export interface Digits {
  readonly digits: string;
  readonly point: number;
}

function formatShortest(size: number, format: FloatFormat): string {
  const number = shortestDigits(size);
  const count = number.digits.length;
  switch (format) {
    case 'e':
    case 'E':
      return layOutExponent(number, Math.max(count - 1, 0), format);
    case 'f':
      return layOutPoint(number, Math.max(count - number.point, 0));
    default:
      return layOutGeneral(number, count, 6, format === 'g' ? 'e' : 'E');
  }
}

function formatRounded(size: number, format: FloatFormat, precision: number): string {
  switch (format) {
    case 'e':
    case 'E':
      return layOutExponent(exactDigits(size, { significant: precision + 1 }), precision, format);
    case 'f':
      if (isFixedExact(size, precision)) return size.toFixed(precision);
      return layOutPoint(exactDigits(size, { decimals: precision }), precision);
    default: {
      const significant = precision || 1;
      const number = exactDigits(size, { significant });
      const count = number.digits.length;
      const limit = significant > count && count >= number.point ? count : significant;
      return layOutGeneral(number, significant, limit, format === 'g' ? 'e' : 'E');
    }
  }
}

/** Whether toFixed is Go's text: it rounds the exact value too, but half up. */
function isFixedExact(size: number, precision: number): boolean {
  // half-way cases are multiples of 2^-(precision+1)
  return size < 1e21 && precision <= 100 && !Number.isInteger(size * 2 ** (precision + 1));
}

/** %e where the exponent is below -4 or from `limit` on, else %f. */
function layOutGeneral(number: Digits, significant: number, limit: number, letter: 'e' | 'E'): string {
  const count = number.digits.length;
  const exponent = number.point - 1;
  if (exponent < -4 || exponent >= limit) return layOutExponent(number, Math.min(significant, count) - 1, letter);
  return layOutPoint(number, Math.max((significant > number.point ? count : significant) - number.point, 0));
}

function layOutExponent({ digits, point }: Digits, decimals: number, letter: string): string {
  const part = decimals > 0 ? `.${digits.slice(1, decimals + 1).padEnd(decimals, '0')}` : '';
  const exponent = digits === '' ? 0 : point - 1;
  const size = Math.abs(exponent);
  return `${digits.charAt(0) || '0'}${part}${letter}${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
}

function layOutPoint({ digits, point }: Digits, decimals: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (decimals <= 0) return whole;
  const part = '0'.repeat(Math.min(Math.max(-point, 0), decimals)) + digits.slice(Math.max(point, 0));
  return `${whole}.${part.slice(0, decimals).padEnd(decimals, '0')}`;
}

/** The digits of a number that is not negative: as few as read back as the same number. */
export function shortestDigits(size: number): Digits {
  return digitsOf(`${size}`);
}

/** JavaScript's own text of a number is the shortest that reads back. */
function digitsOf(text: string): Digits {
  const mark = text.indexOf('e');
  const mantissa = mark < 0 ? text : text.slice(0, mark);
  const exponent = mark < 0 ? 0 : Number(text.slice(mark + 1));
  const dot = mantissa.indexOf('.');
  const whole = dot < 0 ? mantissa : mantissa.slice(0, dot);
  const all = dot < 0 ? mantissa : whole + mantissa.slice(dot + 1);
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === 0x30) first += 1;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 0x30) end -= 1;
  const digits = all.slice(first, end);
  return { digits, point: digits === '' ? 0 : whole.length - first + exponent };
}
