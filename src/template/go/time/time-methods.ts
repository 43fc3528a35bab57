import { type ArgumentOf, func, type ParamType } from '../func.ts';
import { toBytes } from '../text.ts';
import { GoError, int, int64, type Method, Struct, type StructType, type Value } from '../value.ts';
import { weekdayOf, yearDayOf } from './civil.ts';
import { durationValue, toDuration } from './duration-value.ts';
import { formatTime } from './format.ts';
import * as go from './go-time.ts';
import { monthValue, weekdayValue } from './name-value.ts';
import { describeTime, describeTimeInGo, marshalTime } from './time-text.ts';
import { utc, type Zone } from './zone.ts';

/** The methods of time.Time that a template can call; `wrap` makes a value of a time. */
export function makeTimeMethods(wrap: (time: go.GoTime) => Struct): Readonly<Record<string, Method>> {
  return {
    String: method([], describeTime),
    GoString: method([], describeTimeInGo),
    Format: method(['string'], formatTime),
    MarshalJSON: method([], (time) => toBytes(`"${marshalTime(time, 'Time.MarshalJSON')}"`)),
    MarshalText: method([], (time) => toBytes(marshalTime(time, 'Time.MarshalText'))),

    Year: method([], (time) => int(go.clockOf(time).year)),
    Month: method([], (time) => monthValue(go.clockOf(time).month)),
    Day: method([], (time) => int(go.clockOf(time).day)),
    Weekday: method([], (time) => weekdayValue(weekdayOf(go.localDay(time)[0]))),
    YearDay: method([], (time) => int(yearDayOf(go.localDay(time)[0]))),
    Hour: method([], (time) => int(go.clockOf(time).hour)),
    Minute: method([], (time) => int(go.clockOf(time).minute)),
    Second: method([], (time) => int(go.clockOf(time).second)),
    Nanosecond: method([], (time) => int(time.nanos)),

    Unix: method([], (time) => int64(time.seconds)),
    UnixMilli: method([], (time) => int64(BigInt(time.seconds) * 1000n + BigInt(Math.floor(time.nanos / 1e6)))),
    UnixMicro: method([], (time) => int64(BigInt(time.seconds) * 1_000_000n + BigInt(Math.floor(time.nanos / 1e3)))),
    UnixNano: method([], (time) => int64(go.unixNanos(time))),

    UTC: method([], (time) => wrap(go.inZone(time, utc))),
    In: method(['any'], (time, location) => wrap(go.inZone(time, zoneOf(location)))),
    Location: method([], (time) => new Struct(locationType, new Map(), time.zone)),
    IsDST: method([], (time) => time.zone.lookup(time.seconds).isDst),
    IsZero: method([], (time) => go.compare(time, go.zeroTime) === 0),

    Add: method(['any'], (time, duration) => wrap(go.add(time, toDuration(duration)))),
    AddDate: method(['int', 'int', 'int'], (time, years, months, days) => wrap(go.addDate(time, years, months, days))),
    Truncate: method(['any'], (time, duration) => wrap(go.truncate(time, toDuration(duration)))),
    Round: method(['any'], (time, duration) => wrap(go.round(time, toDuration(duration)))),
    Sub: method(['time'], (time, other) => durationValue(go.subtract(time, timeIn(other)))),
    After: method(['time'], (time, other) => go.compare(time, timeIn(other)) > 0),
    Before: method(['time'], (time, other) => go.compare(time, timeIn(other)) < 0),
    Equal: method(['time'], (time, other) => go.compare(time, timeIn(other)) === 0),
    Compare: method(['time'], (time, other) => int(go.compare(time, timeIn(other)))),

    Date: refuse('function Date has 3 return values; should be 1 or 2'),
    Clock: refuse('function Clock has 3 return values; should be 1 or 2'),
    ISOWeek: refuse('invalid function signature for ISOWeek: second return value should be error; is int'),
    Zone: refuse('invalid function signature for Zone: second return value should be error; is int'),
    ZoneBounds: refuse('invalid function signature for ZoneBounds: second return value should be error; is time.Time'),
  };
}

function method<const P extends readonly ParamType[]>(
  params: P,
  body: (time: go.GoTime, ...args: { [I in keyof P]: ArgumentOf[P[I]] }) => Value,
): Method {
  return (receiver) => func(params, (...args) => body(timeIn(receiver), ...args));
}

/** A method with results that no template can take: the words are text/template's. */
function refuse(words: string): Method {
  return () =>
    func([], () => {
      throw new GoError(words);
    });
}

function timeIn(value: Struct): go.GoTime {
  return value.self as go.GoTime;
}

const locationType: StructType = {
  name: '*time.Location',
  kind: 'ptr',
  text: (value) => (value.self as Zone).name,
  json: () => new Map(),
  methods: { String: (value) => func([], () => (value.self as Zone).name) },
};

function zoneOf(value: Value): Zone {
  if (value instanceof Struct && value.type === locationType) return value.self as Zone;
  throw new GoError('wrong type for value; expected *time.Location');
}
