import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import {
  durationValue,
  GoError,
  Int,
  type IntType,
  isNilValue,
  type List,
  loadZone,
  sprintf,
  timeValue,
  typedList,
  typedMap,
  utc,
  type Value,
} from '../../../src/template/go/index.ts';
import { monthValue, weekdayValue } from '../../../src/template/go/time/name-value.ts';

/** One call that was recorded from Go, and what came of it: its text, or `ERR …`, also where Go panics. */
export interface Vector {
  readonly op: string;
  /** A format, a layout, a name of a function. */
  readonly f: string;
  readonly n: readonly number[];
  readonly a: readonly Value[];
  readonly want: string;
}

/** The vectors of one operation of test/golden/go/NAME.json, recorded with the versions that stand in its first line. */
function vectorsOf(name: string, op: string): readonly Vector[] {
  const path = new URL(`../../golden/go/${name}.json`, import.meta.url);
  const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Recorded[] };
  const found = vectors.filter((vector) => vector.op === op);
  if (found.length === 0) throw new Error(`${name}.json has no ${op}`);
  return found.map(({ f = '', n = [], a = [], want }) => ({
    op,
    f,
    n,
    a: a.map(decode),
    want: want.replace(/^PANIC /, 'ERR '),
  }));
}

/** What came of a call, in the words of the recording. */
function outcomeOf(call: () => string): string {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return `ERR ${error.message}`;
  }
}

interface Recorded {
  readonly op: string;
  readonly f?: string;
  readonly n?: readonly number[];
  readonly a?: readonly Encoded[];
  readonly want: string;
}

type Encoded = null | boolean | string | { readonly [type: string]: unknown };

/** Go's values in JSON: null, booleans and strings as they are, all else as an object of its type. */
function decode(encoded: Encoded): Value {
  if (encoded === null || typeof encoded !== 'object') return encoded;
  const [type = '', content] = Object.entries(encoded)[0]!;
  switch (type) {
    case 'float64':
      return Number(content);
    case 'bytes':
      return Uint8Array.from(Buffer.from(content as string, 'hex'));
    case 'list':
      return (content as Encoded[]).map(decode);
    case 'nil list':
      return Object.assign<List, object>([], { [isNilValue]: true });
    case 'map':
      return new Map(decodeEntries(content));
    case 'nil map':
      return Object.assign(new Map<string, Value>(), { [isNilValue]: true as const });
    case 'map[string]string':
      return typedMap('string', decodeEntries(content));
    case 'time': {
      const [seconds, nanos, zone] = content as [number, number, string];
      return timeValue({ seconds, nanos, zone: loadZone(zone) ?? utc });
    }
    case 'time.Duration':
      return durationValue(BigInt(content as string));
    case 'time.Month':
      return monthValue(content as number);
    case 'time.Weekday':
      return weekdayValue(content as number);
  }
  if (type.startsWith('[]')) return typedList(type.slice(2), (content as Encoded[]).map(decode));
  return new Int(BigInt(content as string), type as IntType);
}

function decodeEntries(content: unknown): [string, Value][] {
  return (content as [string, Encoded][]).map(([key, value]) => [key, decode(value)]);
}

/** Compares each vector of an operation, or only those of `f`, with what `call` makes of it. */
export function checkVectors(name: string, op: string, call: (vector: Vector) => string, f?: string): void {
  const vectors = vectorsOf(name, op).filter((vector) => f === undefined || vector.f === f);
  assert.ok(vectors.length > 0, `${name}.json has no ${op} of ${f}`);
  for (const vector of vectors) {
    const got = outcomeOf(() => call(vector));
    if (got !== vector.want)
      assert.is(got, vector.want, `${op} ${JSON.stringify(vector.f)} ${sprintf('%#v', [[...vector.a]])}`);
  }
}

/** As the recording has a float: the bits of a double in hexadecimal, and one NaN. */
export function bitsOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16);
}
