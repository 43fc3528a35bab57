import { type GoMap, int64, type Value } from '../../template/index.ts';

/** Coalesced values as a template sees them: copied, for templates change them. A bigint is an int64. */
export function toGoMap(values: Readonly<Record<string, unknown>>): GoMap {
  const map: GoMap = new Map();
  for (const key of Object.keys(values)) map.set(key, toGoValue(values[key]));
  return map;
}

export function toGoValue(value: unknown): Value {
  switch (typeof value) {
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toGoValue);
      return value instanceof Uint8Array ? value : toGoMap(value as Record<string, unknown>);
    case 'bigint':
      return int64(value);
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

/** JSON of the API server, where what is written as an integer is an int64 to Go: as bigint. */
export function withInt64<T extends object>(data: T): T {
  return mapScalars(data, (value) => (Number.isSafeInteger(value) ? BigInt(value as number) : value)) as T;
}

/** Without bigint, for those who reckon with JavaScript's numbers. */
export function withNumbers<T extends object>(data: T): T {
  return mapScalars(data, (value) => (typeof value === 'bigint' ? Number(value) : value)) as T;
}

/** The same data where nothing changes. */
function mapScalars(data: unknown, change: (value: unknown) => unknown): unknown {
  if (data === null || typeof data !== 'object' || data instanceof Uint8Array) return change(data);
  if (Array.isArray(data)) {
    const items = data.map((item) => mapScalars(item, change));
    return items.some((item, index) => item !== data[index]) ? items : data;
  }
  const table = data as Record<string, unknown>;
  const entries = Object.keys(table).map((key) => [key, mapScalars(table[key], change)] as const);
  return entries.some(([key, value]) => value !== table[key]) ? Object.fromEntries(entries) : data;
}
