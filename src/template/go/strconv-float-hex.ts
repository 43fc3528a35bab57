import { splitFloat } from './strconv-digits.ts';

/** %b: the mantissa in decimal, then the power of two: `4503599627370496p-52`. */
export function formatBinary(value: number): string {
  const [mantissa, exponent] = splitFloat(Math.abs(value));
  const sign = isNegative(value) ? '-' : '';
  return `${sign}${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** %x: `0x1.8p+01`; `precision` is the number of hexadecimal digits after the point, -1 as many as are needed. */
export function formatHex(value: number, format: 'x' | 'X', precision: number): string {
  const [whole, part, exponent] = hexDigits(Math.abs(value), precision);
  const power = Math.abs(exponent) < 10 ? `0${Math.abs(exponent)}` : `${Math.abs(exponent)}`;
  const text = `0x${whole}${part && `.${part}`}p${exponent < 0 ? '-' : '+'}${power}`;
  return (isNegative(value) ? '-' : '') + (format === 'X' ? text.toUpperCase() : text);
}

function hexDigits(size: number, precision: number): [whole: string, part: string, exponent: number] {
  if (size === 0) return ['0', '0'.repeat(Math.max(precision, 0)), 0];
  const [mantissa, power] = splitFloat(size);
  const length = mantissa.toString(2).length;
  // one bit before the point, 52 after it
  let digits = mantissa << BigInt(53 - length);
  let exponent = power + length - 1;
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(52 - 4 * precision);
    digits = roundToEven(digits, drop) << drop;
    if (digits >> 53n) {
      digits >>= 1n;
      exponent += 1;
    }
  }
  const part = (digits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  if (precision < 0) return ['1', part.replace(/0+$/, ''), exponent];
  return ['1', part.slice(0, precision).padEnd(precision, '0'), exponent];
}

function roundToEven(value: bigint, drop: bigint): bigint {
  if (drop === 0n) return value;
  const kept = value >> drop;
  const rest = value - (kept << drop);
  const half = 1n << (drop - 1n);
  return rest > half || (rest === half && kept & 1n) ? kept + 1n : kept;
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0);
}
