import { elementType, Int, isNilValue, type List, Struct, type Value } from '../go/index.ts';

/** What encoding/json tells apart. An Ordered keeps its entries' order, a Map's are sorted. */
export type JsonValue = null | boolean | number | string | Int | List | Map<string, Value> | Ordered;

/** A struct's fields, in the order they are declared. */
export class Ordered {
  readonly entries: readonly (readonly [string, Value])[];
  constructor(entries: readonly (readonly [string, Value])[]) {
    this.entries = entries;
  }
}

/** A value as encoding/json sees it: bytes are base64, nil lists and maps null, structs what their type makes of them. */
export function toJsonValue(value: Value): JsonValue {
  if (value === null || typeof value !== 'object' || value instanceof Int) return value;
  if (value instanceof Struct) return structToJson(value);
  if ((value as { [isNilValue]?: true })[isNilValue]) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value) && value[elementType] === 'uint8') {
    return Buffer.from(value.map((item) => Number((item as Int).value))).toString('base64');
  }
  return value;
}

function structToJson(value: Struct): JsonValue {
  const { json, kind } = value.type;
  const made = json === undefined ? undefined : json(value);
  if (made === undefined) return new Ordered([...value.fields]);
  // what a struct's type makes of it has its fields in order; a named map's keys are sorted
  if (made instanceof Map && kind !== 'map') return new Ordered([...made]);
  return toJsonValue(made);
}
