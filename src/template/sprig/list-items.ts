import {
  elementType,
  GoError,
  Int,
  isNilValue,
  kindName,
  type List,
  Struct,
  toStrings,
  typedList,
  type Value,
} from '../go/index.ts';

/** What reflect sees of a slice; undefined for all else. */
export function itemsOf(value: Value): List | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new Int(BigInt(byte), 'uint8'));
  if (!(value instanceof Struct) || value.type.kind !== 'slice') return undefined;
  const items = value.type.items?.(value);
  return Array.isArray(items) ? items : undefined;
}

/** @throws GoError `refusal` and the kind, as in `Cannot push on type map`, or what Go says of a nil type. */
export function needItems(value: Value, refusal: string, end = ''): List {
  const items = itemsOf(value);
  if (items !== undefined) return items;
  if (value === null) throw new GoError(nilDereference);
  throw new GoError(`${refusal} ${kindName(value)}${end}`);
}

export const nilDereference = 'runtime error: invalid memory address or nil pointer dereference';

/** The nil slice that a Go function returns where it made none: null in JSON, other than an empty one. */
export function nilList(type?: string): List {
  const list: List = [];
  list[isNilValue] = true;
  if (type !== undefined) list[elementType] = type;
  return list;
}

export function isNil(value: Value): boolean {
  return (Array.isArray(value) || value instanceof Map) && value[isNilValue] === true;
}

/** sprig's strslice. A []string is given back itself, so that sorting the result sorts the argument, as in Go. */
export function toTextList(value: Value): List & string[] {
  const isTextList = Array.isArray(value) && value[elementType] === 'string';
  return (isTextList ? value : typedList('string', toStrings(value))) as List & string[];
}
