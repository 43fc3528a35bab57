import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  deepEqual,
  describeTime,
  durationValue,
  formatDuration,
  formatTime,
  formatValue,
  fromBytes,
  GoError,
  int,
  loadZone,
  parseDuration,
  parseTime,
  quote,
  type Struct,
  sprintf,
  timeOf,
  timeValue,
  utc,
  type Value,
  zeroTime,
} from '../../../../src/template/go/index.ts';
import { isoWeekOf } from '../../../../src/template/go/time/go-time.ts';
import { checkVectors } from '../vectors.ts';

const it = suite('go/time');

it('times print in every layout as Go prints them', () =>
  checkVectors('time', 'format', ({ f, a }) => formatTime(timeOf(a[0] as Struct), f)));

it('texts are read by a layout as Go reads them, errors too', () =>
  checkVectors('time', 'parse', ({ f, a: [text, zone] }) =>
    describeTime(parseTime(f, text as string, loadZone(zone as string) ?? utc)),
  ));

it('durations are read as Go reads them, errors too', () =>
  checkVectors('time', 'parsedur', ({ f }) => `${parseDuration(f)} ${formatDuration(parseDuration(f))}`));

it('durations are what Go makes of them', () =>
  checkVectors('time', 'dur', ({ n: [nanos = 0, multiple = 0] }) => {
    const duration = durationValue(BigInt(nanos));
    const rounded = ['Round', 'Truncate'].map((name) => callMethod(duration, name, durationValue(BigInt(multiple))));
    const units = ['Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Microseconds', 'Abs'];
    return [duration, ...rounded, ...units.map((name) => callMethod(duration, name))].map(formatValue).join(' ');
  }));

it('a time has the methods of time.Time', () =>
  checkVectors('time', 'time', ({ a, n: [nanos = 0, years = 0, months = 0, days = 0] }) => {
    const time = a[0] as Struct;
    const duration = durationValue(BigInt(nanos));
    const { zone, seconds } = timeOf(time);
    const { abbreviation, offset } = zone.lookup(seconds);
    const all = (names: string) =>
      names
        .split(' ')
        .map((name) => formatValue(callMethod(time, name)))
        .join(' ');
    return [
      sprintf('%v|%+v|%#v', [time, time, time]),
      all('Unix UnixNano UnixMilli UnixMicro'),
      all('Year Month Day Weekday Hour Minute Second Nanosecond YearDay'),
      isoWeekOf(timeOf(time)).join(' '),
      all('Location'),
      `${abbreviation} ${offset}`,
      all('UTC'),
      formatValue(callMethod(time, 'Add', duration)),
      formatValue(callMethod(time, 'AddDate', years, months, days)),
      formatValue(callMethod(time, 'Truncate', duration)),
      formatValue(callMethod(time, 'Round', duration)),
      all('IsZero'),
      `${marshal(time, 'MarshalJSON')} ${marshal(time, 'MarshalText')}`,
      all('IsDST'),
      all('GoString'),
      quote(callMethod(time, 'String') as string),
    ].join('|');
  }));

it('times are compared as Go compares them', () =>
  checkVectors('time', 'sub', ({ a: [a, b] }) => {
    const names = ['Sub', 'Before', 'After', 'Equal', 'Compare'];
    const results = names.map((name) => formatValue(callMethod(a as Struct, name, b as Struct)));
    return [...results, deepEqual(a as Struct, b as Struct)].join(' ');
  }));

it('a method with several results has the words of text/template', () => {
  const time = timeValue(zeroTime);
  for (const [name, words] of [
    ['Clock', 'function Clock has 3 return values; should be 1 or 2'],
    ['ISOWeek', 'invalid function signature for ISOWeek: second return value should be error; is int'],
  ] as const) {
    assert.throws(
      () => callMethod(time, name),
      (error: unknown) => error instanceof GoError && error.message === words,
    );
  }
});

it('In takes a location of another time', () => {
  const location = callMethod(timeValue(zeroTime), 'Location');
  assert.is(formatValue(callMethod(timeValue(zeroTime), 'In', location)), '0001-01-01 00:00:00 +0000 UTC');
  assert.throws(() => callMethod(timeValue(zeroTime), 'In', int(1)), /expected \*time\.Location/);
});

function callMethod(receiver: Struct, name: string, ...args: (Value | number)[]): Value {
  const method = receiver.type.methods?.[name];
  if (!method) throw new Error(`no method ${name}`);
  return method(receiver).call(args as never[], undefined as never);
}

function marshal(time: Struct, name: string): string {
  try {
    return `${fromBytes(callMethod(time, name) as Uint8Array)} <nil>`;
  } catch (error) {
    return ` ${(error as Error).message}`;
  }
}

it.run();
