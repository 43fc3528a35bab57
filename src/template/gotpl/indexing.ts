import {
  byteLength,
  elementType,
  GoError,
  type GoMap,
  Int,
  int,
  isNilValue,
  type List,
  Struct,
  sliceBytes,
  toBytes,
  typedList,
  typeName,
  type Value,
} from '../go/index.ts';
import type { Val } from './execution.ts';
import { zeroOf } from './zero.ts';

/** `index x 1 "a"`: x[1]["a"]. @throws GoError */
export function index([item, ...indexes]: readonly Val[]): Val {
  if (item === undefined || item === null) throw new GoError('index of untyped nil');
  let found: Value = item;
  for (const at of indexes) {
    if (found === null) throw new GoError('index of nil pointer');
    found = indexOne(itemsOf(found), at);
  }
  return found;
}

function indexOne(item: Value, at: Val): Value {
  if (item instanceof Map) return indexMap(item, at);
  if (typeof item === 'string') {
    const length = byteLength(item);
    const i = indexArgument(at, length);
    if (i === length) throw new GoError('reflect: string index out of range');
    return new Int(BigInt(toBytes(item)[i]!), 'uint8');
  }
  if (!Array.isArray(item) && !(item instanceof Uint8Array)) {
    throw new GoError(`can't index item of type ${pointed(item)}`);
  }
  const i = indexArgument(at, item.length);
  if (i === item.length) throw new GoError('reflect: slice index out of range');
  return Array.isArray(item) ? item[i]! : new Int(BigInt(item[i]!), 'uint8');
}

function indexMap(map: GoMap, key: Val): Value {
  if (key === undefined || key === null) throw new GoError('value is nil; should be of type string');
  if (typeof key !== 'string') throw new GoError(`value has type ${typeName(key)}; should be string`);
  return map.get(key) ?? (map.has(key) ? null : zeroOf(map[elementType] ?? 'interface {}'));
}

/** An index up to the length, which is one too many for an item. */
function indexArgument(at: Val, length: number): number {
  if (at === undefined || at === null) throw new GoError('cannot index slice/array with nil');
  const isNamed = at instanceof Struct && (at.type.kind === 'int' || at.type.kind === 'int64');
  if (!(at instanceof Int) && !isNamed) throw new GoError(`cannot index slice/array with type ${typeName(at)}`);
  const i = BigInt.asIntN(64, at instanceof Int ? at.value : (at.self as bigint));
  if (i < 0n || i > BigInt(length)) throw new GoError(`index out of range: ${i}`);
  return Number(i);
}

/** `slice x 1 2`: x[1:2]. A list's capacity is its length here. @throws GoError */
export function slice([item, ...indexes]: readonly Val[]): Val {
  if (item === undefined || item === null) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const items = itemsOf(item);
  if (typeof items === 'string' && indexes.length === 3) throw new GoError('cannot 3-index slice a string');
  if (typeof items !== 'string' && !Array.isArray(items) && !(items instanceof Uint8Array)) {
    throw new GoError(`can't slice item of type ${pointed(item)}`);
  }
  const length = typeof items === 'string' ? byteLength(items) : items.length;
  const [from = 0, to = length, capacity] = indexes.map((at) => indexArgument(at, length));
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (capacity !== undefined && to > capacity) throw new GoError(`invalid slice index: ${to} > ${capacity}`);
  if (typeof items === 'string') return sliceBytes(items, from, to);
  return Array.isArray(items) ? sliceList(items, from, to) : items.subarray(from, to);
}

function sliceList(list: List, from: number, to: number): List {
  const part: List = list.slice(from, to);
  if (list[isNilValue]) part[isNilValue] = true;
  return list[elementType] === undefined ? part : typedList(list[elementType], part);
}

/** @throws GoError */
export function length([item]: readonly Val[]): Val {
  if (item === null) throw new GoError('len of nil pointer');
  if (item === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  const items = itemsOf(item);
  if (typeof items === 'string') return int(byteLength(items));
  if (Array.isArray(items) || items instanceof Uint8Array) return int(items.length);
  if (items instanceof Map) return int(items.size);
  throw new GoError(`len of type ${pointed(item)}`);
}

function itemsOf(item: Value): Value {
  return item instanceof Struct && item.type.items ? item.type.items(item) : item;
}

/** Go looks through pointers before it says what it cannot do. */
function pointed(item: Value): string {
  return item instanceof Struct && item.type.kind === 'ptr' ? typeName(item).replace(/^\*/, '') : typeName(item);
}
