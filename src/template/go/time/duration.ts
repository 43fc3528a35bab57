import { toBytes } from '../text.ts';
import { GoError } from '../value.ts';

/** Nanoseconds, as Go's time.Duration counts. */
export const second = 1_000_000_000n;
export const minute = 60n * second;
export const hour = 60n * minute;

/** Duration.String: `1h2m3.5s`, `1.5ms`, `0s`. */
export function formatDuration(duration: bigint): string {
  const size = duration < 0n ? -duration : duration;
  const sign = duration < 0n ? '-' : '';
  if (size === 0n) return '0s';
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${withFraction(size, 3)}µs`;
  if (size < second) return `${sign}${withFraction(size, 6)}ms`;
  const minutes = size / minute;
  const seconds = withFraction(size % minute, 9);
  if (minutes === 0n) return `${sign}${seconds}s`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

function withFraction(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (fraction && `.${fraction}`);
}

/** Duration.Round: to the nearest multiple, half away from zero; what is beyond is the largest. */
export function roundDuration(duration: bigint, multiple: bigint): bigint {
  if (multiple <= 0n) return duration;
  const rest = duration % multiple;
  const size = rest < 0n ? -rest : rest;
  if (size + size < multiple) return duration - rest;
  const rounded = duration < 0n ? duration - multiple + size : duration + multiple - size;
  if (rounded > maxInt64) return maxInt64;
  return rounded < -maxInt64 - 1n ? -maxInt64 - 1n : rounded;
}

export function truncateDuration(duration: bigint, multiple: bigint): bigint {
  return multiple <= 0n ? duration : duration - (duration % multiple);
}

const maxInt64 = (1n << 63n) - 1n;
const limit = 1n << 63n;

/** Units by their bytes: µ is U+00B5 or U+03BC. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\xc2\xb5s': 1000n,
  '\xce\xbcs': 1000n,
  ms: 1_000_000n,
  s: second,
  m: minute,
  h: hour,
};

/** time.ParseDuration: `-1h15m30.918s`. @throws GoError with Go's text. */
export function parseDuration(text: string): bigint {
  const bytes = toByteText(text);
  const invalid = (what: string) => new GoError(`time: ${what} ${quoteBytes(bytes)}`);
  const unsigned = bytes.replace(/^[-+]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '') throw invalid('invalid duration');
  let total = 0n;
  for (let rest = unsigned; rest !== ''; ) {
    const [matched, whole = '', fraction, name = ''] = /^([0-9]*)(?:\.([0-9]*))?([^.0-9]*)/.exec(rest)!;
    if (whole === '' && !fraction) throw invalid('invalid duration');
    const count = BigInt(whole);
    if (count > limit) throw invalid('invalid duration');
    if (name === '') throw invalid('missing unit in duration');
    const unit = Object.hasOwn(units, name) ? units[name]! : undefined;
    if (unit === undefined) throw invalid(`unknown unit ${quoteBytes(name)} in duration`);
    if (count > limit / unit) throw invalid('invalid duration');
    total += count * unit + fractionOf(fraction ?? '', unit);
    if (total > limit) throw invalid('invalid duration');
    rest = rest.slice(matched.length);
  }
  if (bytes.startsWith('-')) return -total;
  if (total > maxInt64) throw invalid('invalid duration');
  return total;
}

/** Digits beyond what an int64 holds are left out; the rest is done in floats, as Go does it. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > maxInt64 / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > limit) break;
    value = next;
    scale *= 10;
  }
  return value > 0n ? BigInt(Math.trunc(Number(value) * (Number(unit) / scale))) : 0n;
}

/** A text of one character for each byte, which is what package time looks at. */
export function toByteText(text: string): string {
  return Buffer.from(toBytes(text)).toString('latin1');
}

/** Package time's own way to quote: each byte that is no ASCII, and each control character, as \x. */
export function quoteBytes(bytes: string): string {
  let out = '"';
  for (let i = 0; i < bytes.length; i += 1) {
    const code = bytes.charCodeAt(i);
    const char = bytes.charAt(i);
    if (code >= 0x80 || code < 0x20) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `${out}"`;
}
