import { type CivilDate, dateOf, weekdayOf, yearDayOf } from './civil.ts';
import { type GoTime, localDay } from './go-time.ts';
import { type LayoutElement, parseLayout } from './layout.ts';
import { dayNames, monthNames } from './names.ts';

/** Time.Format: the time in Go's reference layout, `Mon Jan 2 15:04:05 MST 2006`. */
export function formatTime(time: GoTime, layout: string): string {
  const [days, seconds] = localDay(time);
  const shown: Shown = { time, days, date: dateOf(days), hour: Math.floor(seconds / 3600), seconds };
  let out = '';
  for (const element of parseLayout(layout)) out += element.prefix + formatElement(element, shown);
  return out;
}

interface Shown {
  readonly time: GoTime;
  readonly days: number;
  readonly date: CivilDate;
  readonly hour: number;
  /** Of the day. */
  readonly seconds: number;
}

function formatElement({ kind, text, digits }: LayoutElement, { time, days, date, hour, seconds }: Shown): string {
  switch (kind) {
    case '':
      return '';
    case '2006':
      return padNumber(date.year, 4);
    case '06':
      return padNumber(Math.abs(date.year % 100), 2);
    case '01':
      return padNumber(date.month, 2);
    case '1':
      return `${date.month}`;
    case 'Jan':
      return monthNames[date.month - 1]!.slice(0, 3);
    case 'January':
      return monthNames[date.month - 1]!;
    case '02':
      return padNumber(date.day, 2);
    case '_2':
      return `${date.day}`.padStart(2);
    case '2':
      return `${date.day}`;
    case '002':
      return padNumber(yearDayOf(days), 3);
    case '__2':
      return `${yearDayOf(days)}`.padStart(3);
    case 'Mon':
      return dayNames[weekdayOf(days)]!.slice(0, 3);
    case 'Monday':
      return dayNames[weekdayOf(days)]!;
    case '15':
      return padNumber(hour, 2);
    case '3':
      return `${hour % 12 || 12}`;
    case '03':
      return padNumber(hour % 12 || 12, 2);
    case '4':
      return `${Math.floor(seconds / 60) % 60}`;
    case '04':
      return padNumber(Math.floor(seconds / 60) % 60, 2);
    case '5':
      return `${seconds % 60}`;
    case '05':
      return padNumber(seconds % 60, 2);
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return hour >= 12 ? 'pm' : 'am';
    case '.0':
    case '.9':
      return formatFraction(time.nanos, text, kind, digits);
    case 'MST':
      return formatZoneName(time);
    default:
      return formatOffset(time.zone.lookup(time.seconds).offset, kind);
  }
}

/** Go's appendInt: the sign does not count for the width. */
function padNumber(value: number, width: number): string {
  return value < 0 ? `-${`${-value}`.padStart(width, '0')}` : `${value}`.padStart(width, '0');
}

function formatFraction(nanos: number, text: string, kind: string, digits: number): string {
  if (kind === '.9' && nanos === 0) return '';
  const shown = text.charAt(0) + padNumber(nanos, 9).slice(0, digits);
  return kind === '.9' ? shown.replace(/0+$/, '').replace(/[.,]$/, '') : shown;
}

function formatZoneName(time: GoTime): string {
  const { abbreviation, offset } = time.zone.lookup(time.seconds);
  return abbreviation || formatOffset(offset, '-0700');
}

/** `kind` is one of -07 -0700 -07:00 -070000 -07:00:00, with Z instead of - for those that write Z for UTC. */
function formatOffset(offset: number, kind: string): string {
  if (offset === 0 && kind.startsWith('Z')) return 'Z';
  const minutes = Math.trunc(offset / 60);
  const size = Math.abs(minutes);
  // Go takes the sign from the minutes
  const seconds = Math.abs((minutes < 0 ? -offset : offset) % 60);
  const colon = kind.includes(':') ? ':' : '';
  let out = `${minutes < 0 ? '-' : '+'}${padNumber(Math.floor(size / 60), 2)}`;
  if (kind.length > 3) out += colon + padNumber(size % 60, 2);
  if (kind.length > 6) out += colon + padNumber(seconds, 2);
  return out;
}
