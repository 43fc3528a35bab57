import {
  addDuration,
  type Funcs,
  formatDuration,
  formatTime,
  fromUnix,
  fromUnixNanos,
  func,
  type GoTime,
  Int,
  inZone,
  isTime,
  loadZone,
  localZone,
  parseDuration,
  parseTime,
  roundDuration,
  running,
  subtractTimes,
  timeOf,
  timeValue,
  utc,
  type Value,
  type World,
  type Zone,
  zeroTime,
} from '../go/index.ts';
import { describeDuration, describeSeconds } from './date-duration.ts';

const modify = func(['string', 'time'], (text, date) => {
  const duration = readDuration(text);
  return duration === undefined ? date : timeValue(addDuration(timeOf(date), duration));
});
const mustModify = func(['string', 'time'], (text, date) => timeValue(addDuration(timeOf(date), parseDuration(text))));
const dateInZone = running(['string', 'any', 'string'], ({ world }, layout, date, zone) =>
  format(layout, date, zone, world),
);

/** sprig's dates. What is no date is now; what is no zone is UTC. */
export const dateFuncs: Funcs = {
  now: running([], ({ world }) => timeValue({ ...now(world), monotonic: 1n })),
  ago: running(['any'], ({ world }, date) => formatDuration(roundDuration(since(toTime(date, world), world), second))),
  date: running(['string', 'any'], ({ world }, layout, date) => format(layout, date, 'Local', world)),
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: running(['any'], ({ world }, date) => format(htmlLayout, date, 'Local', world)),
  htmlDateInZone: running(['any', 'string'], ({ world }, date, zone) => format(htmlLayout, date, zone, world)),
  dateModify: modify,
  date_modify: modify,
  mustDateModify: mustModify,
  must_date_modify: mustModify,
  duration: func(['any'], describeSeconds),
  durationRound: running(['any'], ({ world }, value) =>
    describeDuration(isTime(value) ? since(timeOf(value), world) : value),
  ),
  toDate: running(['string', 'string'], ({ world }, layout, text) => {
    try {
      return timeValue(parseTime(layout, text, localZone(world.timeZone)));
    } catch {
      // the error is mustToDate's to give
      return timeValue(zeroTime);
    }
  }),
  mustToDate: running(['string', 'string'], ({ world }, layout, text) =>
    timeValue(parseTime(layout, text, localZone(world.timeZone))),
  ),
  unixEpoch: func(['time'], (date) => `${timeOf(date).seconds}`),
};

const htmlLayout = '2006-01-02';
const second = 1_000_000_000n;

function now(world: World): GoTime {
  return fromUnixNanos(world.now(), localZone(world.timeZone));
}

function since(time: GoTime, world: World): bigint {
  return subtractTimes(now(world), time);
}

function format(layout: string, date: Value, zone: string, world: World): string {
  return formatTime(inZone(toTime(date, world), findZone(zone, world)), layout);
}

function findZone(name: string, world: World): Zone {
  return name === 'Local' ? localZone(world.timeZone) : (loadZone(name) ?? utc);
}

/** Integers are seconds since 1970. */
function toTime(date: Value, world: World): GoTime {
  if (isTime(date)) return timeOf(date);
  if (date instanceof Int && dateTypes.has(date.type)) return fromUnix(Number(date.value), localZone(world.timeZone));
  return now(world);
}

const dateTypes = new Set(['int', 'int32', 'int64']);

function readDuration(text: string): bigint | undefined {
  try {
    return parseDuration(text);
  } catch {
    // dateModify leaves the date as it is
    return undefined;
  }
}
