import { readFileSync } from 'node:fs';
import { writeJsonString } from '../../../src/template/encoding/json-text.ts';
import { formatValue } from '../../../src/template/go/fmt.ts';
import { fromBytes, sortedTexts } from '../../../src/template/go/text.ts';
import { isTime } from '../../../src/template/go/time/index.ts';
import { elementType, Int, type IntType, isNilValue, typedList, type Value } from '../../../src/template/go/value.ts';

/** The rows of test/golden/encoding/NAME.json; its first line says what they were recorded with. */
export function readRows<T>(name: string): readonly T[] {
  const file = new URL(`../../golden/encoding/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly T[] }).rows;
}

/** A value as the rows hold it: nil and booleans as they are, all else with its kind. */
export type Tagged = null | boolean | Readonly<Record<string, unknown>>;

export function fromTagged(tagged: Tagged): Value {
  if (tagged === null || typeof tagged === 'boolean') return tagged;
  const [kind, content] = Object.entries(tagged)[0]!;
  switch (kind) {
    case 's':
      return fromBytes(Buffer.from(content as string, 'base64'));
    case 'f':
      return Number((content as string).replace('Inf', 'Infinity'));
    case 'i':
      return new Int(BigInt(content as string), tagged['t'] as IntType);
    case 'b':
      return new Uint8Array(Buffer.from(content as string, 'base64'));
    case 'l':
      return (content as Tagged[]).map(fromTagged);
    case 'ls':
      return typedList('string', (content as Tagged[]).map(fromTagged));
    case 'm':
      return new Map((content as [Tagged, Tagged][]).map(([k, v]) => [fromTagged(k) as string, fromTagged(v)]));
    case 'nl':
      return Object.assign([], { [isNilValue]: true as const });
    default:
      return Object.assign(new Map<string, Value>(), { [isNilValue]: true as const });
  }
}

/** A value with its types, as the recorded rows have it: floats by their bits, the rest as JSON. */
export function describe(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `f${bitsOf(value)}`;
  if (value instanceof Int) return `${value.type === 'int64' ? 'i' : value.type}${value.value}`;
  if (typeof value === 'string') return writeJsonString(value, true);
  if (value instanceof Map) {
    return `{${sortedTexts(value.keys()).map((key) => `${describe(key)}:${describe(value.get(key)!)}`)}}`;
  }
  if (Array.isArray(value)) return `${value[elementType] === undefined ? '' : 'T'}[${value.map(describe)}]`;
  if (isTime(value)) return describe(`time.Time ${formatValue(value)}`);
  throw new Error('no reader makes such a value');
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}
