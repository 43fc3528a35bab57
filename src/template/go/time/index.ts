/**
 * Go's package time: instants, zones, layouts, durations.
 *
 * A GoTime is an instant and the zone it is shown in; timeValue makes the time.Time of it that templates hold, with its
 * methods. A Zone is Go's *time.Location: the tz database of the machine where there is one, because Go reads it too and
 * its abbreviations (CET, CEST) are in no other place, else what Node knows. A layout is Go's reference time, cut once
 * into elements that formatTime and parseTime share. Durations are bigints of nanoseconds.
 *
 * Nothing here asks for the time or for the zone of the machine: both come in.
 */
export { formatDuration, parseDuration, roundDuration, truncateDuration } from './duration.ts';
export { durationValue } from './duration-value.ts';
export { formatTime } from './format.ts';
export { add, fromUnix, fromUnixNanos, type GoTime, inZone, subtract, unixNanos, zeroTime } from './go-time.ts';
export { parseTime } from './parse.ts';
export { describeTime } from './time-text.ts';
export { isTime, timeOf, timeValue } from './time-value.ts';
export { fixedZone, loadZone, localZone, utc, type Zone, type ZonePeriod } from './zone.ts';
