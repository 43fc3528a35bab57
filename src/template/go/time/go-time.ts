import { dateOf, daysOf, modulo, secondsPerDay, weekdayOf, yearDayOf } from './civil.ts';
import { utc, type Zone } from './zone.ts';

/** A time.Time: an instant, and the zone that it is shown in. */
export interface GoTime {
  /** Since 1970. Exact to 2^53, which is the year 285 million. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  readonly zone: Zone;
  /** Nanoseconds of the process's own clock: only `now` has them, and only its text shows them. */
  readonly monotonic?: bigint;
}

/** time.Time{}: the first second of the year 1, in UTC. */
export const zeroTime: GoTime = { seconds: -62_135_596_800, nanos: 0, zone: utc };

/** Go's fields of a date and clock, any of which may be out of range. */
export interface Clock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

/** time.Unix. */
export function fromUnix(seconds: number, zone: Zone): GoTime {
  return { seconds, nanos: 0, zone };
}

export function fromUnixNanos(nanos: bigint, zone: Zone): GoTime {
  const rest = BigInt.asIntN(64, ((nanos % billion) + billion) % billion);
  return { seconds: Number((nanos - rest) / billion), nanos: Number(rest), zone };
}

/** time.Date. A clock time that a change of the offset skips or repeats is taken as Go takes it. */
export function fromClock(clock: Clock, zone: Zone): GoTime {
  const carried = Math.floor(clock.nanos / 1e9);
  const days = daysOf(clock.year, clock.month, clock.day);
  const local = days * secondsPerDay + clock.hour * 3600 + clock.minute * 60 + clock.second + carried;
  let { offset, start, end } = zone.lookup(local);
  if (offset !== 0) {
    const guess = local - offset;
    if (guess < start || guess >= end) offset = zone.lookup(guess).offset;
  }
  return { seconds: local - offset, nanos: modulo(clock.nanos, 1e9), zone };
}

/** Days since 1970 and seconds of the day, as clocks in the time's zone show them. */
export function localDay(time: GoTime): readonly [days: number, seconds: number] {
  const local = time.seconds + time.zone.lookup(time.seconds).offset;
  const days = Math.floor(local / secondsPerDay);
  return [days, local - days * secondsPerDay];
}

export function clockOf(time: GoTime): Clock {
  const [days, seconds] = localDay(time);
  return {
    ...dateOf(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nanos: time.nanos,
  };
}

/** ISO 8601's year and week. */
export function isoWeekOf(time: GoTime): readonly [year: number, week: number] {
  const [days] = localDay(time);
  // the week belongs to the year of its Thursday
  const thursday = days + 4 - (weekdayOf(days) || 7);
  return [dateOf(thursday).year, Math.floor((yearDayOf(thursday) - 1) / 7) + 1];
}

export function inZone(time: GoTime, zone: Zone): GoTime {
  return { ...time, zone };
}

/** Time.Add. */
export function add(time: GoTime, duration: bigint): GoTime {
  const nanos = time.nanos + Number(duration % billion);
  const carry = Math.floor(nanos / 1e9);
  const moved = { ...time, seconds: time.seconds + Number(duration / billion) + carry, nanos: nanos - carry * 1e9 };
  return time.monotonic === undefined ? moved : { ...moved, monotonic: time.monotonic + duration };
}

/** Time.AddDate. */
export function addDate(time: GoTime, years: number, months: number, days: number): GoTime {
  const clock = clockOf(time);
  const moved = { ...clock, year: clock.year + years, month: clock.month + months, day: clock.day + days };
  return fromClock(moved, time.zone);
}

/** Time.Sub: as much as a duration can say. */
export function subtract(a: GoTime, b: GoTime): bigint {
  const difference = BigInt(a.seconds - b.seconds) * billion + BigInt(a.nanos - b.nanos);
  if (difference > maxDuration) return maxDuration;
  return difference < -maxDuration - 1n ? -maxDuration - 1n : difference;
}

/** Time.Compare: -1, 0 or 1. */
export function compare(a: GoTime, b: GoTime): number {
  return Math.sign(a.seconds - b.seconds || a.nanos - b.nanos);
}

/** Time.Truncate: down to a multiple of the duration since the year 1. */
export function truncate(time: GoTime, duration: bigint): GoTime {
  const plain = withoutMonotonic(time);
  return duration <= 0n ? plain : add(plain, -sinceMultiple(plain, duration));
}

/** Time.Round: to the nearest multiple since the year 1, half up. */
export function round(time: GoTime, duration: bigint): GoTime {
  const plain = withoutMonotonic(time);
  if (duration <= 0n) return plain;
  const rest = sinceMultiple(plain, duration);
  return add(plain, rest + rest < duration ? -rest : duration - rest);
}

export function unixNanos({ seconds, nanos }: GoTime): bigint {
  return BigInt(seconds) * billion + BigInt(nanos);
}

function sinceMultiple(time: GoTime, duration: bigint): bigint {
  const sinceYear1 = unixNanos(time) - BigInt(zeroTime.seconds) * billion;
  return ((sinceYear1 % duration) + duration) % duration;
}

function withoutMonotonic({ seconds, nanos, zone }: GoTime): GoTime {
  return { seconds, nanos, zone };
}

const billion = 1_000_000_000n;
const maxDuration = (1n << 63n) - 1n;
