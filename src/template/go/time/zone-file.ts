import { readFileSync, statSync } from 'node:fs';
import type { Zone, ZonePeriod } from './zone.ts';
import { parseZoneRule } from './zone-rule.ts';

/** Where Go looks for the tz database on Unix. */
const folders = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo'];

/** A zone of the machine's tz database; undefined when it has none of that name. */
export function readZoneFile(name: string): Zone | undefined | 'no database' {
  const present = folders.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (present.length === 0) return 'no database';
  for (const folder of present) {
    const path = `${folder}/${name}`;
    // no zone of the database reaches 64 kB; a name may lead to anything
    const stat = statSync(path, { throwIfNoEntry: false });
    const zone = stat?.isFile() && stat.size < 65_536 ? parseZone(name, readFileSync(path)) : undefined;
    if (zone) return zone;
  }
  return undefined;
}

type LocalType = Omit<ZonePeriod, 'start' | 'end'>;

/** RFC 8536's TZif, with 64-bit times where the file has them; undefined for what is none. */
export function parseZone(name: string, data: Buffer): Zone | undefined {
  if (data.length < 44 || data.toString('latin1', 0, 4) !== 'TZif') return undefined;
  const isLong = data[4]! >= 0x32;
  const first = readCounts(data, 0);
  const body = isLong ? 44 + sizeOf(first, 4) : 0;
  const counts = isLong ? readCounts(data, body) : first;
  const size = isLong ? 8 : 4;
  const at = body + 44;
  if (at + sizeOf(counts, size) > data.length) return undefined;
  const times = Array.from({ length: counts.times }, (_, i) =>
    isLong ? Number(data.readBigInt64BE(at + i * 8)) : data.readInt32BE(at + i * 4),
  );
  const indexes = data.subarray(at + counts.times * size, at + counts.times * (size + 1));
  const types = readTypes(data, at + counts.times * (size + 1), counts);
  const footer = isLong ? data.toString('latin1', at + sizeOf(counts, size)).trim() : '';
  return makeZone(name, times, [...indexes], types, footer);
}

interface Counts {
  readonly universal: number;
  readonly standard: number;
  readonly leaps: number;
  readonly times: number;
  readonly types: number;
  readonly chars: number;
}

function readCounts(data: Buffer, header: number): Counts {
  const read = (index: number) => data.readUInt32BE(header + 20 + index * 4);
  return { universal: read(0), standard: read(1), leaps: read(2), times: read(3), types: read(4), chars: read(5) };
}

function sizeOf(counts: Counts, size: number): number {
  const { times, types, chars, leaps, standard, universal } = counts;
  return times * (size + 1) + types * 6 + chars + leaps * (size + 4) + standard + universal;
}

function readTypes(data: Buffer, at: number, counts: Counts): LocalType[] {
  const names = at + counts.types * 6;
  return Array.from({ length: counts.types }, (_, i) => {
    const entry = at + i * 6;
    const start = names + data[entry + 5]!;
    return {
      offset: data.readInt32BE(entry),
      isDst: data[entry + 4] !== 0,
      abbreviation: data.toString('latin1', start, data.indexOf(0, start)),
    };
  });
}

function makeZone(
  name: string,
  times: readonly number[],
  indexes: readonly number[],
  types: readonly LocalType[],
  footer: string,
): Zone | undefined {
  if (types.length === 0) return undefined;
  const rule = parseZoneRule(footer);
  const earliest = types[earliestType(indexes, types)]!;
  const period = (i: number): ZonePeriod => {
    const type = i < 0 ? (times.length === 0 ? types[0]! : earliest) : types[indexes[i]!]!;
    return { ...type, start: times[i] ?? -Infinity, end: times[i + 1] ?? Infinity };
  };
  return {
    name,
    periods: types,
    lookup: (seconds) => {
      const i = lastNotAfter(times, seconds);
      return (i === times.length - 1 && rule?.(seconds, times[i] ?? -Infinity)) || period(i);
    },
  };
}

/** Go's choice for the time before the first change: the first type that is no change's, else the first without DST. */
function earliestType(indexes: readonly number[], types: readonly LocalType[]): number {
  if (!indexes.includes(0)) return 0;
  const first = indexes[0]!;
  if (types[first]!.isDst) {
    for (let i = first - 1; i >= 0; i -= 1) if (!types[i]!.isDst) return i;
  }
  return Math.max(
    types.findIndex((type) => !type.isDst),
    0,
  );
}

/** The index of the last time that is not after `seconds`, -1 when all are. */
function lastNotAfter(times: readonly number[], seconds: number): number {
  let low = -1;
  let high = times.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= seconds) low = middle;
    else high = middle;
  }
  return low;
}
