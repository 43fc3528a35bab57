import type { Digits } from './strconv-float.ts';

/** How many digits are wanted: in all, or after the point. */
export type Wanted = { readonly significant: number } | { readonly decimals: number };

/** The decimal digits of a number that is not negative, rounded exactly, ties to even: as Go does for any precision. */
export function exactDigits(size: number, wanted: Wanted): Digits {
  if (size === 0) return { digits: '', point: 0 };
  const [mantissa, exponent] = splitFloat(size);
  // size = whole * 10^-scale, exactly
  const scale = exponent < 0 ? -exponent : 0;
  const whole = (exponent < 0 ? mantissa * 5n ** BigInt(scale) : mantissa << BigInt(exponent)).toString();
  const point = whole.length - scale;
  const keep = 'significant' in wanted ? wanted.significant : point + wanted.decimals;
  if (keep >= whole.length) return trim(whole, point);
  if (keep < 0) return { digits: '', point: 0 };
  const head = whole.slice(0, keep);
  if (!isRoundedUp(whole, keep)) return trim(head, point);
  const up = keep === 0 ? '1' : (BigInt(head) + 1n).toString();
  return trim(up, point + up.length - keep);
}

/** value = mantissa * 2^exponent, for a finite value that is not negative. */
export function splitFloat(value: number): [mantissa: bigint, exponent: number] {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const power = Number(bits >> 52n);
  const mantissa = bits & 0xfffffffffffffn;
  return power === 0 ? [mantissa, -1074] : [mantissa | (1n << 52n), power - 1075];
}

const view = new DataView(new ArrayBuffer(8));

function isRoundedUp(digits: string, keep: number): boolean {
  const next = digits.charCodeAt(keep);
  if (next !== 0x35) return next > 0x35;
  for (let i = keep + 1; i < digits.length; i += 1) if (digits.charCodeAt(i) !== 0x30) return true;
  return keep > 0 && (digits.charCodeAt(keep - 1) & 1) === 1;
}

function trim(digits: string, point: number): Digits {
  const end = /0*$/.exec(digits)!.index;
  return end === 0 ? { digits: '', point: 0 } : { digits: digits.slice(0, end), point };
}
