import { formatFloat, GoError, shortestDigits } from '../go/index.ts';

/** A decimal of shopspring/decimal 1.4, through which sprig's float arithmetic goes: coefficient * 10^exponent. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** @throws GoError for NaN and infinities. */
export function toDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) throw new GoError(`Cannot create a Decimal from ${formatFloat(value, 'g', -1)}`);
  if (value === 0) return { coefficient: 0n, exponent: 0 };
  const { digits, point } = shortestDigits(Math.abs(value));
  const size = BigInt(digits);
  return { coefficient: value < 0 ? -size : size, exponent: point - digits.length };
}

export function fromDecimal({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaleTo(a, exponent) + scaleTo(b, exponent), exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { coefficient: -b.coefficient, exponent: b.exponent });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Rounded to 16 places, half away from zero. @throws GoError for a division by 0. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new GoError('decimal division by 0');
  const shift = a.exponent - b.exponent + places;
  const dividend = shift > 0 ? a.coefficient * 10n ** BigInt(shift) : a.coefficient;
  const divisor = shift < 0 ? b.coefficient * 10n ** BigInt(-shift) : b.coefficient;
  const quotient = dividend / divisor;
  const rest = abs(dividend - quotient * divisor);
  const isAway = rest * 2n >= abs(divisor);
  const isNegative = dividend < 0n !== divisor < 0n;
  return { coefficient: quotient + (isAway ? (isNegative ? -1n : 1n) : 0n), exponent: -places };
}

/** decimal.DivisionPrecision. */
const places = 16;

function scaleTo({ coefficient, exponent }: Decimal, wanted: number): bigint {
  return exponent === wanted ? coefficient : coefficient * 10n ** BigInt(exponent - wanted);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
