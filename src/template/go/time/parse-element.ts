import type { LayoutElement } from './layout.ts';
import { dayNames, monthNames } from './names.ts';
import { readZoneOffset, zoneNameLength } from './parse-zone.ts';
import { utc, type Zone } from './zone.ts';

/** What has been read of a time so far; -1 for what has not. */
export interface ParsedTime {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  isPm: boolean;
  isAm: boolean;
  zone: Zone | undefined;
  /** Seconds east of UTC. */
  offset: number | undefined;
  abbreviation: string;
}

export function emptyParts(): ParsedTime {
  const date = { year: 0, month: -1, day: -1, yearDay: -1 };
  const clock = { hour: 0, minute: 0, second: 0, nanos: 0, isPm: false, isAm: false };
  return { ...date, ...clock, zone: undefined, offset: undefined, abbreviation: '' };
}

/** A number that is well written and means nothing: `hour`, `month`. */
export interface RangeFault {
  readonly outOfRange: string;
}

/** The text that is left; undefined when it does not start with such an element. */
type Left = string | RangeFault | undefined;

export function isRangeFault(left: string | RangeFault): left is RangeFault {
  return typeof left !== 'string';
}

/** Reads one element of a layout from the start of a text of bytes into `parts`. */
export function readElement(
  element: LayoutElement,
  next: LayoutElement | undefined,
  text: string,
  parts: ParsedTime,
): Left {
  const { kind } = element;
  switch (kind) {
    case '06':
      return readShortYear(text, parts);
    case '2006':
      return readYear(text, parts);
    case 'Jan':
    case 'January':
      return readName(kind === 'Jan' ? shortMonths : monthNames, text, (index) => {
        parts.month = index + 1;
      });
    case 'Mon':
    case 'Monday':
      return readName(kind === 'Mon' ? shortDays : dayNames, text, () => undefined);
    case '1':
    case '01':
      return readNumber(text, kind === '01', (value) => {
        parts.month = value;
        return value < 1 || value > 12 ? 'month' : '';
      });
    case '2':
    case '_2':
    case '02':
      return readNumber(kind === '_2' ? text.replace(/^ /, '') : text, kind === '02', (value) => {
        parts.day = value;
        return '';
      });
    case '__2':
    case '002':
      return readYearDay(kind === '__2' ? text.replace(/^ {1,2}/, '') : text, kind === '002', parts);
    case '15':
      return readHour(text, false, 23, parts);
    case '3':
    case '03':
      return readHour(text, kind === '03', 12, parts);
    case '4':
    case '04':
      return readNumber(text, kind === '04', (value) => {
        parts.minute = value;
        return value > 59 ? 'minute' : '';
      });
    case '5':
    case '05':
      return readSecond(text, kind === '05', next, parts);
    case 'PM':
    case 'pm':
      return readHalf(text, kind, parts);
    case '.0':
      return readFixedFraction(text, element.digits, parts);
    case '.9':
      return /^[.,][0-9]/.test(text) ? readFraction(text, parts) : text;
    case 'MST':
      return readZoneName(text, parts);
    default:
      return readOffset(text, kind, parts);
  }
}

const shortMonths = monthNames.map((name) => name.slice(0, 3));
const shortDays = dayNames.map((name) => name.slice(0, 3));

function readShortYear(text: string, parts: ParsedTime): Left {
  const year = readSigned(text.slice(0, 2));
  if (text.length < 2 || year === undefined) return undefined;
  parts.year = year + (year >= 69 ? 1900 : 2000);
  return text.slice(2);
}

function readYear(text: string, parts: ParsedTime): Left {
  if (!/^[0-9]{4}/.test(text)) return undefined;
  parts.year = Number(text.slice(0, 4));
  return text.slice(4);
}

function readSigned(text: string): number | undefined {
  return /^[-+]?[0-9]*$/.test(text) ? Number(`${text.replace(/^[-+]$/, '')}` || 0) : undefined;
}

function readName(names: readonly string[], text: string, found: (index: number) => void): Left {
  const index = names.findIndex((name) => text.slice(0, name.length).toLowerCase() === name.toLowerCase());
  if (index < 0) return undefined;
  found(index);
  return text.slice(names[index]!.length);
}

/** One or two digits, or just two. `use` says what is out of range, '' when nothing is. */
function readNumber(text: string, isFixed: boolean, use: (value: number) => string): Left {
  const digits = (isFixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/).exec(text)?.[0];
  if (digits === undefined) return undefined;
  const fault = use(Number(digits));
  return fault ? { outOfRange: fault } : text.slice(digits.length);
}

function readYearDay(text: string, isFixed: boolean, parts: ParsedTime): Left {
  const digits = (isFixed ? /^[0-9]{3}/ : /^[0-9]{1,3}/).exec(text)?.[0];
  if (digits === undefined) return undefined;
  parts.yearDay = Number(digits);
  return text.slice(digits.length);
}

function readHour(text: string, isFixed: boolean, last: number, parts: ParsedTime): Left {
  return readNumber(text, isFixed, (value) => {
    parts.hour = value;
    return value > last ? 'hour' : '';
  });
}

/** A fraction may follow though the layout has none. */
function readSecond(text: string, isFixed: boolean, next: LayoutElement | undefined, parts: ParsedTime): Left {
  const left = readNumber(text, isFixed, (value) => {
    parts.second = value;
    return value > 59 ? 'second' : '';
  });
  if (typeof left !== 'string' || !/^[.,][0-9]/.test(left)) return left;
  return next?.kind === '.0' || next?.kind === '.9' ? left : readFraction(left, parts);
}

/** All digits that come; what is finer than nanoseconds is cut off. */
function readFraction(text: string, parts: ParsedTime): string {
  const digits = /^[0-9]*/.exec(text.slice(1))![0];
  parts.nanos = Number(digits.slice(0, 9).padEnd(9, '0'));
  return text.slice(1 + digits.length);
}

function readFixedFraction(text: string, count: number, parts: ParsedTime): Left {
  if (text.length < count + 1 || !/^[.,]/.test(text)) return undefined;
  const digits = text.slice(1, Math.min(count, 9) + 1);
  const value = readSigned(digits);
  if (value === undefined) return undefined;
  if (value < 0) return { outOfRange: 'fractional second' };
  parts.nanos = value * 10 ** (9 - digits.length);
  return text.slice(count + 1);
}

function readHalf(text: string, kind: 'PM' | 'pm', parts: ParsedTime): Left {
  const half = text.slice(0, 2);
  if (half === kind) parts.isPm = true;
  else if (half === (kind === 'PM' ? 'AM' : 'am')) parts.isAm = true;
  else return undefined;
  return text.slice(2);
}

function readZoneName(text: string, parts: ParsedTime): Left {
  if (text.startsWith('UTC')) {
    parts.zone = utc;
    return text.slice(3);
  }
  const length = zoneNameLength(text);
  if (length === undefined) return undefined;
  parts.abbreviation = text.slice(0, length);
  return text.slice(length);
}

/** An offset as its kind writes it; `Z` is UTC where the kind starts with it. */
function readOffset(text: string, kind: string, parts: ParsedTime): Left {
  if (kind.startsWith('Z') && text.startsWith('Z')) {
    parts.zone = utc;
    return text.slice(1);
  }
  const offset = readZoneOffset(text, kind);
  if (typeof offset !== 'number') return offset && { outOfRange: offset };
  parts.offset = offset;
  return text.slice(kind.length);
}
