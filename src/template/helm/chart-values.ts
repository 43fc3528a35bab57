import { toYaml } from '../encoding/index.ts';
import { func, GoError, type GoMap, typeNameOf, type Value } from '../go/index.ts';
import type { MapMethods } from '../gotpl/index.ts';

/**
 * Helm's chartutil.Values: what `.Values` is, a map with a type of its own and methods. In Go it is the same storage as the
 * plain map that a parent chart has at that place; here two Maps stand for it that pass each other what is written to one.
 */
const typeName = 'chartutil.Values';

/** The map as chartutil.Values. */
export function asChartValues(map: GoMap): GoMap {
  return twinOf(map, typeName);
}

/** The methods of `.Values`. */
export const valuesMethods: MapMethods = {
  [typeName]: {
    AsMap: (values) => func([], () => (values.size === 0 ? new Map() : twinOf(values, undefined))),
    YAML: (values) => func([], () => `${toYaml(values)}\n`),
    Table: (values) => func(['string'], (path) => asChartValues(tableAt(values, path.split('.')))),
    PathValue: (values) => func(['string'], (path) => valueAt(values, path)),
  },
};

const twins = new WeakMap<GoMap, GoMap>();

function twinOf(map: GoMap, type: string | undefined): GoMap {
  if (map[typeNameOf] === type) return map;
  const known = twins.get(map);
  if (known) return known;
  const twin: GoMap = new Map(map);
  if (type !== undefined) twin[typeNameOf] = type;
  passOn(map, twin);
  passOn(twin, map);
  twins.set(map, twin);
  twins.set(twin, map);
  return twin;
}

const { set, delete: remove } = Map.prototype;

function passOn(from: GoMap, to: GoMap): void {
  from.set = (key, value) => {
    set.call(to, key, value);
    return set.call(from, key, value);
  };
  from.delete = (key) => {
    remove.call(to, key);
    return remove.call(from, key);
  };
}

function tableAt(values: GoMap, path: readonly string[]): GoMap {
  let table = values;
  for (const name of path) {
    const inner = table.get(name);
    if (!(inner instanceof Map)) throw new GoError(`"${name}" is not a table`);
    table = inner;
  }
  return table;
}

function valueAt(values: GoMap, path: string): Value {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const names = path.split('.');
  const last = names.pop()!;
  const missing = new GoError(`"${last}" is not a value`);
  let table: Value = values;
  for (const name of names) {
    table = table.get(name) ?? null;
    if (!(table instanceof Map)) throw missing;
  }
  const value = table.get(last);
  if (value === undefined || value instanceof Map) throw missing;
  return value;
}
