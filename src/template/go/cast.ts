import { formatValue } from './fmt.ts';
import { formatFloat, parseBool, parseGoFloat } from './strconv.ts';
import { scanInt } from './strconv-int.ts';
import { fromBytes } from './text.ts';
import { Int, type List, Struct, type Value } from './value.ts';

/** cast.ToInt64 of spf13/cast 1.7.0, which sprig's arithmetic goes through: what cannot be read is 0. */
export function toInt64(value: Value): bigint {
  switch (typeof value) {
    case 'number':
      return truncateFloat(value);
    case 'string': {
      const number = scanInt(trimZeroDecimal(value), 0, 0);
      return typeof number === 'bigint' ? number : 0n;
    }
    case 'boolean':
      return value ? 1n : 0n;
  }
  if (value instanceof Int) return value.type.startsWith('u') ? BigInt.asIntN(64, value.value) : value.value;
  return value instanceof Struct && isPlainInt(value) ? (value.self as bigint) : 0n;
}

/** cast.ToInt, for indices and counts: exact up to 2^53, which nothing that is counted reaches. */
export function toInt(value: Value): number {
  return Number(toInt64(value));
}

/** cast.ToFloat64: what cannot be read is 0. */
export function toFloat64(value: Value): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return parseOr(() => parseGoFloat(value), 0);
    case 'boolean':
      return value ? 1 : 0;
  }
  if (value instanceof Int) return Number(value.value);
  return value instanceof Struct && isPlainInt(value) ? Number(value.self) : 0;
}

/** cast.ToString: what has no text is ''. */
export function toText(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatFloat(value, 'f', -1);
    case 'boolean':
      return `${value}`;
  }
  if (value === null) return '';
  if (value instanceof Int) return value.value.toString();
  if (value instanceof Uint8Array) return fromBytes(value);
  return value instanceof Struct ? (value.type.text?.(value) ?? '') : '';
}

/** cast.ToBool: what cannot be read is false. */
export function toBool(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return parseOr(() => parseBool(value), false);
  }
  return value instanceof Int && value.value !== 0n;
}

/** sprig's strval, which is its toString. */
export function toStringValue(value: Value): string {
  return value instanceof Uint8Array ? fromBytes(value) : formatValue(value);
}

/** sprig's strslice, which is its toStrings: nil items are left out, what is no list is the only item. */
export function toStrings(value: Value): string[] {
  const items = itemsOf(value);
  if (items === undefined) return value === null ? [] : [toStringValue(value)];
  const texts: string[] = [];
  for (const item of items) if (item !== null) texts.push(toStringValue(item));
  return texts;
}

function itemsOf(value: Value): List | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new Int(BigInt(byte), 'uint8'));
  if (!(value instanceof Struct) || value.type.kind !== 'slice') return undefined;
  const items = value.type.items?.(value);
  return Array.isArray(items) ? items : undefined;
}

/** A float as amd64 makes an int64 of it: the least of all when it does not fit. */
function truncateFloat(value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : minInt64;
}

const minInt64 = -(1n << 63n);

/** "1.00" is read as 1, and "1.0." too; "1.5" and "1." are not read. */
function trimZeroDecimal(text: string): string {
  let hasZero = false;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (hasZero) return text.slice(0, i);
    } else if (code === 0x30) hasZero = true;
    else return text;
  }
  return text;
}

/** time.Month and time.Weekday, the named integers that cast knows. */
function isPlainInt(value: Struct): boolean {
  return value.type.kind === 'int';
}

function parseOr<T>(parse: () => T, other: T): T {
  try {
    return parse();
  } catch {
    return other;
  }
}
