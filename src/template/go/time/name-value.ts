import { func } from '../func.ts';
import { int, Struct, type StructType } from '../value.ts';
import { dayNames, monthNames } from './names.ts';

/** A time.Month: 1 is January. */
export function monthValue(month: number): Struct {
  return new Struct(monthType, new Map(), BigInt(month));
}

/** A time.Weekday: 0 is Sunday. */
export function weekdayValue(weekday: number): Struct {
  return new Struct(weekdayType, new Map(), BigInt(weekday));
}

const monthType = namedInt('time.Month', (value) => monthNames[value - 1]!);
const weekdayType = namedInt('time.Weekday', (value) => dayNames[value]!);

function namedInt(name: string, textOf: (value: number) => string): StructType {
  const text = (value: Struct) => textOf(Number(value.self));
  return {
    name,
    kind: 'int',
    text,
    json: (value) => int(value.self as bigint),
    methods: { String: (value) => func([], () => text(value)) },
  };
}
