import { typeName } from './kinds.ts';
import { Int, isNilValue, type List, Struct, type Value } from './value.ts';

/** reflect.DeepEqual: types count (an int is no int64, a nil map no empty one), and NaN is not NaN. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Int) return b instanceof Int && a.value === b.value && a.type === b.type;
  if (typeName(a) !== typeName(b) || isNil(a) !== isNil(b)) return false;
  if (a instanceof Struct) return b instanceof Struct && areStructsEqual(a, b);
  if (a instanceof Map) return b instanceof Map && areMapsEqual(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  return Array.isArray(b) && areListsEqual(a, b);
}

function isNil(value: object): boolean {
  return (value as { [isNilValue]?: true })[isNilValue] === true;
}

function areListsEqual(a: List, b: List): boolean {
  return a.length === b.length && a.every((item, i) => deepEqual(item, b[i]!));
}

function areMapsEqual(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !deepEqual(value, other)) return false;
  }
  return true;
}

function areStructsEqual(a: Struct, b: Struct): boolean {
  if (!areMapsEqual(a.fields, b.fields)) return false;
  return a.self === b.self || (a.type.isSelfEqual?.(a, b) ?? typeof a.self === 'object');
}
