import { formatDuration, Int, parseDuration, parseGoInt, type Value } from '../go/index.ts';

/** sprig's duration: seconds, in a string or an int64; anything else is 0. */
export function describeSeconds(value: Value): string {
  return formatDuration(BigInt.asIntN(64, secondsOf(value) * 1_000_000_000n));
}

function secondsOf(value: Value): bigint {
  if (value instanceof Int && value.type === 'int64') return value.value;
  if (typeof value !== 'string') return 0n;
  try {
    return parseGoInt(value, 10, 64);
  } catch (error) {
    // Go gives the nearest number along with the error, which sprig drops
    if (!(error as Error).message.endsWith('out of range')) return 0n;
    return value.startsWith('-') ? -(1n << 63n) : (1n << 63n) - 1n;
  }
}

/** sprig's durationRound: the largest unit alone, `3h`, `2mo`. Takes a text, or nanoseconds. */
export function describeDuration(value: Value | bigint): string {
  const nanos = nanosOf(value);
  const size = nanos < 0n ? -nanos : nanos;
  const unit = units.find(([, length]) => size > length);
  return unit ? `${size / unit[1]}${unit[0]}` : '0s';
}

const second = 1_000_000_000n;
const hour = 3600n * second;
const day = 24n * hour;
const units = [
  ['y', 365n * day],
  ['mo', 30n * day],
  ['d', day],
  ['h', hour],
  ['m', 60n * second],
  ['s', second],
] as const;

function nanosOf(value: Value | bigint): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Int) return value.type === 'int64' ? value.value : 0n;
  if (typeof value !== 'string') return 0n;
  try {
    return parseDuration(value);
  } catch {
    // what is no duration is none
    return 0n;
  }
}
