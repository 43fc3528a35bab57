import {
  elementType,
  GoError,
  type GoMap,
  Int,
  isNilValue,
  type List,
  Struct,
  typeNameOf,
  type Value,
} from '../go/index.ts';
import { isVersion, noVersion } from './versions.ts';

/**
 * Dictionaries and lists anew, all the way down, with their types. Structs never change, so they are shared; but a version
 * has no fields that copystructure could see, so its copy is 0.0.0.
 */
export function deepCopy(value: Value): Value {
  if (value === null) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return copy(value);
}

function copy(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Int) return value;
  if (value instanceof Struct) return isVersion(value) ? noVersion : value;
  if (value instanceof Map) return copyMap(value);
  return Array.isArray(value) ? copyList(value) : value.slice();
}

function copyMap(of: GoMap): GoMap {
  const made: GoMap = new Map();
  for (const [key, value] of of) made.set(key, copy(value));
  if (of[elementType] !== undefined) made[elementType] = of[elementType];
  if (of[typeNameOf] !== undefined) made[typeNameOf] = of[typeNameOf];
  if (of[isNilValue]) made[isNilValue] = true;
  return made;
}

function copyList(of: List): List {
  const made: List = of.map(copy);
  if (of[elementType] !== undefined) made[elementType] = of[elementType];
  if (of[isNilValue]) made[isNilValue] = true;
  return made;
}
