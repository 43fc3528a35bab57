import { dateOf, daysIn, daysOf, isLeap, secondsPerDay, weekdayOf } from './civil.ts';
import type { ZonePeriod } from './zone.ts';

/** What holds at a time after the last listed change, which was at `lastChange`. */
type ZoneRule = (seconds: number, lastChange: number) => ZonePeriod;

/** POSIX's TZ text, which ends a TZif file: `CET-1CEST,M3.5.0,M10.5.0/3`. Undefined when there is none. */
export function parseZoneRule(text: string): ZoneRule | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, standardName = '', standardOffset = '', dstName, dstOffset, startRule, endRule] = match;
  const standard = { abbreviation: bare(standardName), offset: -readOffset(standardOffset), isDst: false };
  if (dstName === undefined) return (_, lastChange) => ({ ...standard, start: lastChange, end: Infinity });
  const offset = dstOffset ? -readOffset(dstOffset) : standard.offset + 3600;
  const dst = { abbreviation: bare(dstName), offset, isDst: true };
  const startOf = parseYearlyTime(startRule ?? 'M3.2.0', standard.offset);
  const endOf = parseYearlyTime(endRule ?? 'M11.1.0', dst.offset);
  return (seconds) => {
    const { year } = dateOf(Math.floor(seconds / secondsPerDay));
    const yearStart = daysOf(year, 1, 1) * secondsPerDay;
    const start = yearStart + startOf(year);
    const end = yearStart + endOf(year);
    const [inside, outside, from, to] = end < start ? [standard, dst, end, start] : [dst, standard, start, end];
    if (seconds < from) return { ...outside, start: yearStart, end: from };
    if (seconds >= to) return { ...outside, start: to, end: yearStart + 365 * secondsPerDay };
    return { ...inside, start: from, end: to };
  };
}

const name = '(<[^>]+>|[^-+0-9,<]{3,})';
const offset = '([-+]?[0-9]+(?::[0-9]+){0,2})';
const pattern = new RegExp(`^${name}${offset}(?:${name}${offset}?(?:[,;]([^,]+),([^,]+))?)?$`);

function bare(text: string): string {
  return text.replace(/^<|>$/g, '');
}

/** Seconds, with the sign as written: what is added to local time to get UTC. */
function readOffset(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[-+]/, '').split(':').map(Number);
  const size = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith('-') ? -size : size;
}

/** Seconds from the start of a year, in UTC, for the offset that holds before the change. */
function parseYearlyTime(rule: string, offset: number): (year: number) => number {
  const [day = '', time] = rule.split('/');
  const shift = (time === undefined ? 2 * 3600 : readOffset(time)) - offset;
  const dayOf = parseYearlyDay(day);
  return (year) => dayOf(year) * secondsPerDay + shift;
}

function parseYearlyDay(text: string): (year: number) => number {
  if (text.startsWith('J')) {
    const day = Number(text.slice(1));
    return (year) => day - 1 + (isLeap(year) && day >= 60 ? 1 : 0);
  }
  if (!text.startsWith('M')) return () => Number(text);
  const [month = 1, week = 1, weekday = 0] = text.slice(1).split('.').map(Number);
  return (year) => {
    const first = daysOf(year, month, 1);
    let day = (weekday - weekdayOf(first) + 7) % 7;
    for (let i = 1; i < week && day + 7 < daysIn(month, year); i += 1) day += 7;
    return first + day - daysOf(year, 1, 1);
  };
}
