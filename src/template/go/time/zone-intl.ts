import type { Zone, ZonePeriod } from './zone.ts';

/**
 * A zone as Node's own copy of the tz database has it, for machines without one. Offsets are exact. Abbreviations are
 * those that some English locale knows (CET, EST, IST, …), else the offset, which is what the tz database itself has for
 * most other places (`+03`).
 */
export function intlZone(name: string): Zone | undefined {
  const formats = makeFormats(name);
  if (!formats) return undefined;
  const own = corrections[name]?.split(' ');
  const lookup = (seconds: number): ZonePeriod => describe(formats, own, seconds);
  // January and July of a recent year
  const periods = [lookup(1_736_942_400), lookup(1_752_580_800)];
  return { name, periods, lookup };
}

interface Formats {
  readonly offset: Intl.DateTimeFormat;
  readonly names: readonly Intl.DateTimeFormat[];
}

const locales = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'en-CA', 'en-IL', 'en-KE', 'en-NG'];

function makeFormats(timeZone: string): Formats | undefined {
  try {
    const offset = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    return {
      offset,
      names: locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })),
    };
  } catch {
    // an unknown zone is an answer here, not a failure
    return undefined;
  }
}

/** Where locales and the tz database (2025b) disagree: its abbreviations of standard and summer time, '' for the offset. */
const corrections: Readonly<Record<string, string>> = {
  'America/Adak': 'HST HDT',
  'America/Dawson': 'MST',
  'America/Havana': 'CST CDT',
  'America/Hermosillo': 'MST',
  'America/Mazatlan': 'MST',
  'America/Miquelon': '',
  'America/Whitehorse': 'MST',
  'Antarctica/Casey': '',
  'Antarctica/Troll': '',
  'Asia/Colombo': '',
  'Asia/Dubai': '',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Jakarta': 'WIB',
  'Asia/Jayapura': 'WIT',
  'Asia/Jerusalem': 'IST IDT',
  'Asia/Karachi': 'PKT',
  'Asia/Macau': 'CST',
  'Asia/Makassar': 'WITA',
  'Asia/Manila': 'PST',
  'Asia/Muscat': '',
  'Asia/Pontianak': 'WIB',
  'Asia/Pyongyang': 'KST',
  'Asia/Seoul': 'KST',
  'Asia/Shanghai': 'CST',
  'Asia/Taipei': 'CST',
  'Asia/Tokyo': 'JST',
  'Australia/Eucla': '',
  'Australia/Lord_Howe': '',
  'Europe/Dublin': 'GMT IST',
  'Europe/Guernsey': 'GMT BST',
  'Europe/Isle_of_Man': 'GMT BST',
  'Europe/Jersey': 'GMT BST',
  'Europe/Kirov': 'MSK',
  'Europe/Moscow': 'MSK',
  'Europe/Simferopol': 'MSK',
  'Europe/Volgograd': 'MSK',
  'Pacific/Chatham': '',
  'Pacific/Guam': 'ChST',
  'Pacific/Midway': 'SST',
  'Pacific/Pago_Pago': 'SST',
  'Pacific/Saipan': 'ChST',
};

/** Date reaches 273,790 years from 1970; before and after that the offset of its ends holds. */
const maxSeconds = 8_640_000_000_000;

function describe(formats: Formats, own: readonly string[] | undefined, seconds: number): ZonePeriod {
  const date = new Date(Math.max(-maxSeconds, Math.min(maxSeconds, seconds)) * 1000);
  const offset = readOffset(zoneName(formats.offset, date));
  const isDst = offset !== winterOffset(formats.offset, date);
  const abbreviation = own
    ? own[isDst ? 1 : 0]
    : formats.names.map((format) => zoneName(format, date)).find((name) => /^[A-Z]{2,5}$/.test(name));
  // what is before and after is not known: only this second is sure
  return {
    abbreviation: abbreviation || numericName(offset),
    offset,
    isDst,
    start: seconds,
    end: seconds + 1,
  };
}

function zoneName(format: Intl.DateTimeFormat, date: Date): string {
  return format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** `GMT+05:30`, `GMT-00:44:30`, `GMT`. */
function readOffset(text: string): number {
  const match = /^GMT([-+])(\d+):(\d+)(?::(\d+))?$/.exec(text);
  if (!match) return 0;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -size : size;
}

/** The lesser offset of January and July: what is more is summer time. */
function winterOffset(format: Intl.DateTimeFormat, date: Date): number {
  const year = date.getUTCFullYear();
  const offsets = [0, 6].map((month) => readOffset(zoneName(format, new Date(Date.UTC(year, month, 15)))));
  return Math.min(...offsets);
}

function numericName(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const text =
    `${Math.floor(minutes / 60)}`.padStart(2, '0') + (minutes % 60 ? `${minutes % 60}`.padStart(2, '0') : '');
  return (offset < 0 ? '-' : '+') + text;
}
