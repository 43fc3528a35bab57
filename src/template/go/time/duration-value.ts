import { type ArgumentOf, func, type ParamType } from '../func.ts';
import { GoError, Int, int64, type Method, Struct, type StructType, type Value } from '../value.ts';
import { formatDuration, hour, minute, roundDuration, second, truncateDuration } from './duration.ts';

/** A time.Duration as templates hold it. */
export function durationValue(duration: bigint): Struct {
  return new Struct(durationType, new Map(), duration);
}

/** A Duration parameter: a Duration, or the integer constant that a template may write for it. @throws GoError */
export function toDuration(value: Value): bigint {
  if (value instanceof Struct && value.type === durationType) return value.self as bigint;
  if (value instanceof Int) return value.value;
  throw new GoError('wrong type for value; expected time.Duration');
}

const durationType: StructType = {
  name: 'time.Duration',
  kind: 'int64',
  text: (value) => formatDuration(durationOf(value)),
  json: (value) => int64(durationOf(value)),
  methods: {
    String: method([], (duration) => formatDuration(duration)),
    Hours: method([], (duration) => inUnits(duration, hour)),
    Minutes: method([], (duration) => inUnits(duration, minute)),
    Seconds: method([], (duration) => inUnits(duration, second)),
    Milliseconds: method([], (duration) => int64(duration / 1_000_000n)),
    Microseconds: method([], (duration) => int64(duration / 1000n)),
    Nanoseconds: method([], (duration) => int64(duration)),
    Abs: method([], (duration) => durationValue(abs(duration))),
    Round: method(['any'], (duration, multiple) => durationValue(roundDuration(duration, toDuration(multiple)))),
    Truncate: method(['any'], (duration, multiple) => durationValue(truncateDuration(duration, toDuration(multiple)))),
  },
};

function durationOf(value: Struct): bigint {
  return value.self as bigint;
}

function method<const P extends readonly ParamType[]>(
  params: P,
  body: (duration: bigint, ...args: { [I in keyof P]: ArgumentOf[P[I]] }) => Value,
): Method {
  return (receiver) => func(params, (...args) => body(durationOf(receiver), ...args));
}

/** Whole units and the rest apart, as Go adds them, so that the last digit is the same. */
function inUnits(duration: bigint, unit: bigint): number {
  return Number(duration / unit) + Number(duration % unit) / Number(unit);
}

/** The least duration has no positive: it becomes the largest. */
function abs(duration: bigint): bigint {
  if (duration >= 0n) return duration;
  return duration === -(1n << 63n) ? (1n << 63n) - 1n : -duration;
}
