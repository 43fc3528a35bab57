import { GoError, Struct, type StructType, type Value } from '../value.ts';
import type { GoTime } from './go-time.ts';
import { makeTimeMethods } from './time-methods.ts';
import { describeTime, describeTimeInGo, marshalTime } from './time-text.ts';

/** A time.Time as templates hold it. */
export function timeValue(time: GoTime): Struct {
  return new Struct(timeType, new Map(), time);
}

/** The time inside of a time.Time. */
export function timeOf(value: Struct): GoTime {
  return value.self as GoTime;
}

export function isTime(value: Value): value is Struct {
  return value instanceof Struct && value.type === timeType;
}

const timeType: StructType = {
  name: 'time.Time',
  kind: 'struct',
  methods: makeTimeMethods(timeValue),
  text: (value) => describeTime(timeOf(value)),
  goText: (value) => describeTimeInGo(timeOf(value)),
  json: (value) => jsonOf(timeOf(value)),
  isSelfEqual: (a, b) => areSame(timeOf(a), timeOf(b)),
};

function jsonOf(time: GoTime): string {
  try {
    return marshalTime(time, 'Time.MarshalJSON');
  } catch (error) {
    throw new GoError(`json: error calling MarshalJSON for type time.Time: ${(error as GoError).message}`);
  }
}

function areSame(a: GoTime, b: GoTime): boolean {
  return a.seconds === b.seconds && a.nanos === b.nanos && a.zone === b.zone && a.monotonic === b.monotonic;
}
