/**
 * The integer a plain scalar stands for, as strconv.ParseInt and ParseUint read it in base 0: signs, `0x`, `0o`, `0b` and
 * a leading 0 for octal; underscores count for nothing. Undefined for all else, and for what 64 bits do not hold.
 * A bigint when a number would not hold it exactly.
 */
export function readInteger(text: string): number | bigint | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (decimal.test(plain)) {
    const value = Number(plain);
    return Number.isSafeInteger(value) ? value + 0 : inRange(BigInt(plain), plain[0] === '+');
  }
  const match = prefixed.exec(plain) ?? signBehind.exec(plain);
  if (match === null) return undefined;
  const { sign, octal, binary, digits } = match.groups!;
  const magnitude = BigInt(octal === undefined ? (binary === undefined ? digits! : `0b${binary}`) : `0o${octal}`);
  const value = sign === '-' ? -magnitude : magnitude;
  return value >= minSafe && value <= maxSafe ? Number(value) : inRange(value, sign === '+');
}

const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const prefixed = /^(?<sign>[-+]?)(?:0(?<octal>[0-7]+)|(?<digits>0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)))$/;
/** go-yaml tries what follows `0b` once more, where a sign slips through. */
const signBehind = /^0b(?<sign>[-+])(?<binary>[01]+)$/;
const minSafe = BigInt(Number.MIN_SAFE_INTEGER);
const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** What ParseInt holds, or else ParseUint, which takes no sign. */
function inRange(value: bigint, hasPlus: boolean): bigint | undefined {
  return value >= -(2n ** 63n) && value < 2n ** (hasPlus ? 63n : 64n) ? value : undefined;
}

/** The float of a plain scalar that starts with a digit or a sign; undefined for all else, and for what is too large. */
export function readFloat(text: string): number | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (!decimalFloat.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const decimalFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The float of one that starts with a dot, which strconv.ParseFloat alone judges: underscores stand between digits. */
export function readDotFloat(text: string): number | undefined {
  if (!dotFloat.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

const dotFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** strconv.FormatFloat(value, 'g', -1, bits). */
export function formatFloat(value: number, bits: 32 | 64): string {
  const float = bits === 32 ? Math.fround(value) : value;
  if (Number.isNaN(float)) return 'NaN';
  if (!Number.isFinite(float)) return float > 0 ? '+Inf' : '-Inf';
  if (float === 0) return Object.is(float, -0) ? '-0' : '0';
  const [mantissa, power] = (bits === 32 ? shortestSingle(float) : float.toExponential()).split('e') as [
    string,
    string,
  ];
  const exponent = Number(power);
  const digits = mantissa.replace(/[-.]/g, '');
  const sign = float < 0 ? '-' : '';
  if (exponent < -4 || exponent >= 6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** The fewest digits that are read as the same float32, in exponential form. */
function shortestSingle(single: number): string {
  for (let digits = 0; digits < 8; digits += 1) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential(8);
}
