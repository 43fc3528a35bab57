import { GoError } from '../value.ts';
import { daysIn, isLeap } from './civil.ts';
import { quoteBytes, toByteText } from './duration.ts';
import { fromClock, type GoTime } from './go-time.ts';
import { type LayoutElement, parseLayout } from './layout.ts';
import { emptyParts, isRangeFault, type ParsedTime, readElement } from './parse-element.ts';
import { fixedZone, type Zone } from './zone.ts';

/** time.ParseInLocation. @throws GoError with Go's text. */
export function parseTime(layoutText: string, text: string, zone: Zone): GoTime {
  const layout = toByteText(layoutText);
  const value = toByteText(text);
  const elements = parseLayout(layout);
  const parts = emptyParts();
  let rest = value;
  for (const [i, element] of elements.entries()) {
    rest = skip(element.prefix, rest, (left) => cannotParse(layout, value, element.prefix, left));
    if (element.kind === '') break;
    rest = read(layout, value, rest, element, elements[i + 1], parts);
  }
  if (rest !== '') throw new GoError(`parsing time ${quoteBytes(value)}: extra text: ${quoteBytes(rest)}`);
  return assemble(parts, value, zone);
}

function cannotParse(layout: string, value: string, element: string, left: string): GoError {
  const [whole, as, part, like] = [value, layout, left, element].map(quoteBytes);
  return new GoError(`parsing time ${whole} as ${as}: cannot parse ${part} as ${like}`);
}

/** What follows the literal text; a run of blanks stands for any number of blanks. */
function skip(prefix: string, value: string, fail: (left: string) => GoError): string {
  let at = 0;
  for (let i = 0; i < prefix.length; ) {
    if (prefix.charAt(i) === ' ') {
      if (at < value.length && value.charAt(at) !== ' ') throw fail(value.slice(at));
      while (prefix.charAt(i) === ' ') i += 1;
      while (value.charAt(at) === ' ') at += 1;
      continue;
    }
    if (value.charAt(at) !== prefix.charAt(i)) throw fail(value.slice(at));
    i += 1;
    at += 1;
  }
  return value.slice(at);
}

function read(
  layout: string,
  value: string,
  rest: string,
  element: LayoutElement,
  next: LayoutElement | undefined,
  parts: ParsedTime,
): string {
  const left = readElement(element, next, rest, parts);
  if (left === undefined) throw cannotParse(layout, value, element.text, rest);
  if (isRangeFault(left)) throw outOfRange(value, left.outOfRange);
  return left;
}

function outOfRange(value: string, what: string): GoError {
  return new GoError(`parsing time ${quoteBytes(value)}: ${what} out of range`);
}

function assemble(parts: ParsedTime, value: string, local: Zone): GoTime {
  if (parts.isPm && parts.hour < 12) parts.hour += 12;
  else if (parts.isAm && parts.hour === 12) parts.hour = 0;
  if (parts.yearDay >= 0) useYearDay(parts, value);
  if (parts.month < 0) parts.month = 1;
  if (parts.day < 0) parts.day = 1;
  if (parts.day < 1 || parts.day > daysIn(parts.month, parts.year)) throw outOfRange(value, 'day');
  if (parts.zone) return fromClock(parts, parts.zone);
  if (parts.offset !== undefined) return withOffset(parts, parts.offset, local);
  return parts.abbreviation === '' ? fromClock(parts, local) : withAbbreviation(parts, parts.abbreviation, local);
}

/** The day of the year gives month and day, or must agree with them. */
function useYearDay(parts: ParsedTime, value: string): void {
  const last = isLeap(parts.year) ? 366 : 365;
  if (parts.yearDay < 1 || parts.yearDay > last) throw outOfRange(value, 'day-of-year');
  let month = 1;
  let day = parts.yearDay;
  while (day > daysIn(month, parts.year)) {
    day -= daysIn(month, parts.year);
    month += 1;
  }
  const mismatch =
    parts.month >= 0 && parts.month !== month ? 'month' : parts.day >= 0 && parts.day !== day ? 'day' : '';
  if (mismatch) throw new GoError(`parsing time ${quoteBytes(value)}: day-of-year does not match ${mismatch}`);
  parts.month = month;
  parts.day = day;
}

/** In the local zone where it has that offset at that time, else in a zone that is made of the offset. */
function withOffset(parts: ParsedTime, offset: number, local: Zone): GoTime {
  const seconds = secondsAsUtc(parts) - offset;
  const period = local.lookup(seconds);
  const isLocal = period.offset === offset && (parts.abbreviation === '' || period.abbreviation === parts.abbreviation);
  return { seconds, nanos: parts.nanos, zone: isLocal ? local : fixedZone(parts.abbreviation, offset) };
}

function withAbbreviation(parts: ParsedTime, abbreviation: string, local: Zone): GoTime {
  const seconds = secondsAsUtc(parts);
  const offset = offsetOf(abbreviation, seconds, local);
  if (offset !== undefined) return { seconds: seconds - offset, nanos: parts.nanos, zone: local };
  // Go knows no other zone's abbreviations: the text's clock is taken for UTC's, but for GMT+3
  const gmt = /^GMT([-+]\d+)$/.exec(abbreviation);
  return { seconds, nanos: parts.nanos, zone: fixedZone(abbreviation, gmt ? Number(gmt[1]) * 3600 : 0) };
}

/** The offset of an abbreviation of the local zone: that which holds at the time, else any. */
function offsetOf(abbreviation: string, seconds: number, local: Zone): number | undefined {
  const named = local.periods.filter((period) => period.abbreviation === abbreviation);
  for (const { offset } of named) {
    const period = local.lookup(seconds - offset);
    if (period.abbreviation === abbreviation) return period.offset;
  }
  return named[0]?.offset;
}

function secondsAsUtc(parts: ParsedTime): number {
  return fromClock(parts, fixedZone('', 0)).seconds;
}
