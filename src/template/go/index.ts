/**
 * Go as templates see it: its values and the parts of its library that charts can tell from JavaScript's.
 *
 * Words: a Value is what a template holds, with its Go type (value); texts are Go's bytes (text); a Func is a function
 * with its Go signature (func). fmt prints them, strconv reads and writes numbers, cast turns anything into a number as
 * sprig does, kinds names types and knows what is true, equal compares, escape writes for HTML, JavaScript and URLs,
 * time has time.Time, its layouts and zones.
 *
 * Invariants: everything is checked against Go 1.26 itself; errors are GoErrors with Go's own words; nothing reads the
 * clock, chance or the process: they come in through Run and World.
 */
export { toBool, toFloat64, toInt, toInt64, toStrings, toStringValue, toText } from './cast.ts';
export { deepEqual } from './equal.ts';
export { htmlEscape, jsEscape, pathEscape, queryEscape } from './escape.ts';
export { formatValue, sprint, sprintf, sprintln } from './fmt.ts';
export {
  type ArgumentOf,
  type Direct,
  type Func,
  type Funcs,
  func,
  type ParamType,
  type Run,
  running,
  variadic,
  type World,
} from './func.ts';
export { isTrue, kindName, typeName } from './kinds.ts';
export {
  atoi,
  canBackquote,
  type FloatFormat,
  formatFloat,
  isPrint,
  parseBool,
  parseGoFloat,
  parseGoInt,
  parseUint,
  quote,
  quoteRune,
  quoteToAscii,
  unquote,
} from './strconv.ts';
export { NumError, type NumFault } from './strconv-error.ts';
export { type Digits, shortestDigits } from './strconv-float.ts';
export {
  byteLength,
  compareText,
  fromBytes,
  isAscii,
  isSpace,
  isValidUtf8,
  sliceBytes,
  sortedTexts,
  toBytes,
  toValidUtf8,
  trimSpace,
} from './text.ts';
export {
  add as addDuration,
  describeTime,
  durationValue,
  fixedZone,
  formatDuration,
  formatTime,
  fromUnix,
  fromUnixNanos,
  type GoTime,
  inZone,
  isTime,
  loadZone,
  localZone,
  parseDuration,
  parseTime,
  roundDuration,
  subtract as subtractTimes,
  timeOf,
  timeValue,
  truncateDuration,
  unixNanos,
  utc,
  type Zone,
  type ZonePeriod,
  zeroTime,
} from './time/index.ts';
export {
  elementType,
  fieldOfStruct,
  GoError,
  type GoMap,
  Int,
  type IntType,
  int,
  int64,
  isNilValue,
  type List,
  type Method,
  Struct,
  type StructType,
  typedList,
  typedMap,
  typeNameOf,
  type Value,
} from './value.ts';
