import { elementType, GoError, type GoMap, isTrue, kindName, Struct, typeName, type Value } from '../go/index.ts';
import { isNil } from './list-items.ts';

/** An error that mergo returns; `merge` swallows it, `mustMerge` passes it on. */
export class MergeError extends GoError {}

/**
 * mergo.Merge of each source in turn: a key that is missing in `to`, or empty there, is taken over, and dictionaries in
 * both are merged. With `overwrites` a source's value also replaces what is there, even by an empty one or nil.
 * What is taken over is shared with the source from then on.
 * @throws MergeError, GoError
 */
export function merge(to: GoMap, sources: readonly GoMap[], overwrites: boolean): GoMap {
  let target = to;
  for (const source of sources) {
    if (isNil(target) && !isNil(source)) target = new Map();
    mergeMaps(target, source, overwrites);
  }
  return target;
}

function mergeMaps(to: GoMap, from: GoMap, overwrites: boolean): void {
  for (const [key, value] of from) {
    const old = to.get(key);
    if (value === null) {
      if (overwrites) assign(to, key, value, from);
      continue;
    }
    const isList = isListKind(value);
    if (isList) checkList(to, value, old, overwrites);
    else if (hasParts(value)) mergeInto(old, value, overwrites);
    const isThere = old !== undefined && isTrue(old);
    if (isThere && (isList || (isMapKind(value) && isMapKind(old)))) {
      if (isList && overwrites) assign(to, key, value, from);
      continue;
    }
    if (overwrites || !isThere) assign(to, key, value, from);
  }
}

/** What mergo does with the value that is there when the source has a dictionary or struct, before it may replace it. */
function mergeInto(old: Value | undefined, value: Value, overwrites: boolean): void {
  if (old instanceof Map) {
    if (value instanceof Map && !isNil(old)) mergeMaps(old, value, overwrites);
  } else if (old instanceof Struct && old.type.kind === 'ptr' && !overwrites && kindName(value) !== 'ptr') {
    throw new MergeError('src and dst must be of same type');
  }
}

function hasParts(value: Value): boolean {
  return value instanceof Map || (value instanceof Struct && /^(?:struct|ptr|map)$/.test(value.type.kind));
}

function isListKind(value: Value): boolean {
  return typeof value === 'object' && kindName(value) === 'slice';
}

function isMapKind(value: Value): boolean {
  return typeof value === 'object' && kindName(value) === 'map';
}

/** A dictionary of texts can hold no list. */
function checkList(to: GoMap, list: Value, old: Value | undefined, overwrites: boolean): void {
  const type = to[elementType];
  if (type === undefined) return;
  if (typeof old === 'string') throw new GoError('reflect: call of reflect.Value.IsNil on string Value');
  if (overwrites || to.size === 0 || typeName(list) !== type) throw unassignable(typeName(list), type);
}

function assign(to: GoMap, key: string, value: Value, from: GoMap): void {
  const type = to[elementType];
  if (type !== undefined && type !== from[elementType]) throw unassignable(from[elementType] ?? 'interface {}', type);
  if (isNil(to)) throw new GoError('assignment to entry in nil map');
  to.set(key, value);
}

function unassignable(from: string, to: string): GoError {
  return new GoError(`reflect.Value.SetMapIndex: value of type ${from} is not assignable to type ${to}`);
}
