import { elementType, type GoMap, Int, type IntType, isNilValue, type List, type Value } from '../go/index.ts';

const ints: ReadonlySet<string> = new Set<IntType>([
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
]);

/** The zero value of a Go type, as it is named. */
export function zeroOf(type: string): Value {
  if (type === 'string') return '';
  if (type === 'bool') return false;
  if (type === 'float64') return 0;
  if (ints.has(type)) return new Int(0n, type as IntType);
  if (type === '[]uint8') return Object.assign(new Uint8Array(), { [isNilValue]: true });
  if (type.startsWith('[]')) return nilList(type.slice(2));
  if (type.startsWith('map[string]')) return nilMap(type.slice('map[string]'.length));
  return null;
}

export function nilList(type = 'interface {}'): List {
  const list: List = [];
  list[isNilValue] = true;
  if (type !== 'interface {}') list[elementType] = type;
  return list;
}

export function nilMap(type = 'interface {}'): GoMap {
  const map: GoMap = new Map();
  map[isNilValue] = true;
  if (type !== 'interface {}') map[elementType] = type;
  return map;
}
