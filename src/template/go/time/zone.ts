import { readZoneFile } from './zone-file.ts';
import { intlZone } from './zone-intl.ts';

/** What holds in a place during a stretch of time. Seconds count from 1970. */
export interface ZonePeriod {
  /** `CET`, `+03`; '' in a zone that a text with an offset made. */
  readonly abbreviation: string;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly isDst: boolean;
  /** The first second of the stretch, and the first after it. */
  readonly start: number;
  readonly end: number;
}

/** Go's *time.Location. */
export interface Zone {
  readonly name: string;
  /** All that the place ever had, for texts that name an abbreviation. */
  readonly periods: readonly Pick<ZonePeriod, 'abbreviation' | 'offset'>[];
  lookup(seconds: number): ZonePeriod;
}

export const utc: Zone = constantZone('UTC', { abbreviation: 'UTC', offset: 0 }, []);

/** time.FixedZone. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  return constantZone(abbreviation, { abbreviation, offset }, [{ abbreviation, offset }]);
}

/** time.LoadLocation for IANA names; undefined for one that does not exist. `Local` is the caller's business. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return utc;
  const known = loaded.get(name);
  if (known) return known;
  // as Go: never out of the folder
  if (/(^|[/\\])\.\.([/\\]|$)|^[/\\]|\0/.test(name)) return undefined;
  const file = readZoneFile(name);
  const zone = file === 'no database' ? intlZone(name) : file;
  if (zone) loaded.set(name, zone);
  return zone;
}

const loaded = new Map<string, Zone>();

/** time.Local, for a machine that is set to an IANA zone. */
export function localZone(timeZone: string): Zone {
  const known = locals.get(timeZone);
  if (known) return known;
  const zone = loadZone(timeZone) ?? utc;
  const local = zone === utc ? utc : { ...zone, name: 'Local' };
  locals.set(timeZone, local);
  return local;
}

const locals = new Map<string, Zone>();

function constantZone(
  name: string,
  period: Pick<ZonePeriod, 'abbreviation' | 'offset'>,
  periods: Zone['periods'],
): Zone {
  const always = { ...period, isDst: false, start: -Infinity, end: Infinity };
  return { name, periods, lookup: () => always };
}
