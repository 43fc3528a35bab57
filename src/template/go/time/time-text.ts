import { GoError } from '../value.ts';
import { quoteBytes, toByteText } from './duration.ts';
import { formatTime } from './format.ts';
import { clockOf, type GoTime } from './go-time.ts';
import { monthNames } from './names.ts';

/** Time.String. */
export function describeTime(time: GoTime): string {
  const text = formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');
  if (time.monotonic === undefined) return text;
  const size = time.monotonic < 0n ? -time.monotonic : time.monotonic;
  const digits = size.toString().padStart(10, '0');
  return `${text} m=${time.monotonic < 0n ? '-' : '+'}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Time.GoString: what %#v prints. */
export function describeTimeInGo(time: GoTime): string {
  const { year, month, day, hour, minute, second, nanos } = clockOf(time);
  const { name } = time.zone;
  const zone = name === 'UTC' || name === 'Local' ? `time.${name}` : `time.Location(${quoteBytes(toByteText(name))})`;
  return `time.Date(${[year, `time.${monthNames[month - 1]}`, day, hour, minute, second, nanos, zone].join(', ')})`;
}

/** The time as JSON and YAML have it, RFC 3339. @throws GoError where that has no way to write it. */
export function marshalTime(time: GoTime, method: string): string {
  const text = formatTime(time, '2006-01-02T15:04:05.999999999Z07:00');
  if (text.charAt(4) !== '-') throw new GoError(`${method}: year outside of range [0,9999]`);
  if (!text.endsWith('Z') && !/[-+]([01][0-9]|2[0-3]):[0-9]{2}$/.test(text)) {
    throw new GoError(`${method}: timezone hour outside of range [0,23]`);
  }
  return text;
}
