import {
  atoi,
  type Funcs,
  func,
  GoError,
  Int,
  int,
  int64,
  NumError,
  parseGoInt,
  running,
  sprint,
  toFloat64,
  toInt64,
  type Value,
  variadic,
} from '../go/index.ts';
import { numericDecimalFuncs } from './numeric-decimal.ts';
import { rangeFuncs } from './numeric-range.ts';

/** sprig's arithmetic. Integers are int64 and wrap; what is no number counts as 0 (see go/cast). */
export const numericFuncs: Funcs = {
  int: func(['any'], (value) => (value instanceof Int && value.type === 'int' ? value : int(toInt64(value)))),
  int64: func(['any'], (value) => int64(toInt64(value))),
  float64: func(['any'], toFloat64),
  atoi: func(['string'], readInt),
  toDecimal: func(['any'], readOctal),

  add: variadic([], 'any', (...values) => int64(values.reduce<bigint>((sum, value) => sum + toInt64(value), 0n))),
  add1: func(['any'], (value) => int64(toInt64(value) + 1n)),
  sub: func(['any', 'any'], (a, b) => int64(toInt64(a) - toInt64(b))),
  div: func(['any', 'any'], (a, b) => int64(toInt64(a) / checkDivisor(toInt64(b)))),
  mod: func(['any', 'any'], (a, b) => int64(toInt64(a) % checkDivisor(toInt64(b)))),
  mul: variadic(['any'], 'any', (first, ...values) =>
    int64(values.reduce<bigint>((product, value) => BigInt.asIntN(64, product * toInt64(value)), toInt64(first))),
  ),

  biggest: variadic(['any'], 'any', max),
  max: variadic(['any'], 'any', max),
  min: variadic(['any'], 'any', min),
  maxf: variadic(['any'], 'any', (first, ...values) => values.map(toFloat64).reduce(maxFloat, toFloat64(first))),
  minf: variadic(
    ['any'],
    'any',
    (first, ...values) => -values.map((value) => -toFloat64(value)).reduce(maxFloat, -toFloat64(first)),
  ),
  ceil: func(['any'], (value) => Math.ceil(toFloat64(value))),
  floor: func(['any'], (value) => Math.floor(toFloat64(value))),
  round: variadic(['any', 'int'], 'float64', (value, places, up = 0.5) => round(toFloat64(value), places, up)),

  randInt: running(['int', 'int'], (run, low, high) => int(low + drawBelow(high - low, run.world.random))),
  ...rangeFuncs,
  ...numericDecimalFuncs,
};

/** Atoi without its errors: what is too large is the largest there is. */
function readInt(text: string): Value {
  try {
    return int(atoi(text));
  } catch (error) {
    if (!(error instanceof NumError) || error.fault !== 'value out of range') return int(0);
    return int(text.startsWith('-') ? -(1n << 63n) : (1n << 63n) - 1n);
  }
}

/** The text of a value read as an octal number. */
function readOctal(value: Value): Value {
  try {
    return int64(parseGoInt(sprint([value]), 8, 64));
  } catch {
    // sprig: 0 for what is no number
    return int64(0);
  }
}

function checkDivisor(divisor: bigint): bigint {
  if (divisor === 0n) throw new GoError('runtime error: integer divide by zero');
  return divisor;
}

function max(first: Value, ...values: Value[]): Value {
  let largest = toInt64(first);
  for (const value of values) {
    const other = toInt64(value);
    if (other > largest) largest = other;
  }
  return int64(largest);
}

function min(first: Value, ...values: Value[]): Value {
  let least = toInt64(first);
  for (const value of values) {
    const other = toInt64(value);
    if (other < least) least = other;
  }
  return int64(least);
}

/** math.Max: unlike Math.max, infinity is more than NaN. */
function maxFloat(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

function round(value: number, places: number, up: number): number {
  const power = powerOfTen(places);
  const shifted = power * value;
  const rest = shifted - Math.trunc(shifted);
  return (rest >= up ? Math.ceil(shifted) : Math.floor(shifted)) / power;
}

/** math.Pow(10, places) to the last bit: by squaring 0.625 (10 = 0.625 * 2^4). */
function powerOfTen(places: number): number {
  if (places === 0) return 1;
  if (places === 1) return 10;
  if (Math.abs(places) > 400) return places < 0 ? 0 : Infinity;
  let result = 1;
  let exponent = 0;
  let base = 0.625;
  let power = 4;
  for (let left = Math.abs(places); left !== 0; left >>= 1) {
    if (left & 1) {
      result *= base;
      exponent += power;
    }
    base *= base;
    power *= 2;
    if (base < 0.5) {
      base += base;
      power -= 1;
    }
  }
  if (places < 0) return scale(1 / result, -exponent);
  return scale(result, exponent);
}

/** value * 2^exponent; a power beyond the range of doubles goes in two steps. */
function scale(value: number, exponent: number): number {
  const first = Math.max(-1022, Math.min(1023, exponent));
  return value * 2 ** first * 2 ** (exponent - first);
}

/** A number from 0 to below `limit`, each as likely as the others. */
function drawBelow(limit: number, random: (bytes: number) => Uint8Array): number {
  if (limit <= 0) throw new GoError('invalid argument to Intn');
  const size = 1n << 64n;
  const fair = size - (size % BigInt(limit));
  for (;;) {
    const drawn = Buffer.from(random(8)).readBigUInt64BE();
    if (drawn < fair) return Number(drawn % BigInt(limit));
  }
}
