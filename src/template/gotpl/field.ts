import {
  elementType,
  type Func,
  fieldOfStruct,
  type GoMap,
  type List,
  quote,
  Struct,
  typeName,
  typeNameOf,
  type Value,
} from '../go/index.ts';
import { callMethod, type MethodArguments } from './compile-method.ts';
import { fail, type Unit } from './compiled.ts';
import type { CallSite, Execution, Frame, Val } from './execution.ts';
import type { Node } from './nodes.ts';
import { zeroOf } from './zero.ts';

/** A chain of fields in a template. */
export interface FieldSite {
  readonly node: Node;
  readonly last: Node | undefined;
  readonly originSlot: number | undefined;
  readonly names: readonly string[];
  readonly unit: Unit;
}

/** The i-th field of a chain, by all of Go's rules. `parent` is what `value` was taken from. */
export function fieldOf(run: Execution, frame: Frame, value: Val, parent: Val, i: number, site: FieldSite): Val {
  if (value === undefined) return ofNothing(run, i, site);
  const method = methodOf(value, site.names[i]!, site.unit);
  if (method) return callMethod(run, undefined, frame, method, callSite(site, i), site.last, undefined, undefined);
  return plainField(run, frame, value, parent, i, site);
}

/** The last field of a chain that has arguments: only a method may. */
export function lastFieldOf(
  run: Execution,
  dot: Val,
  frame: Frame,
  value: Val,
  parent: Val,
  site: FieldSite,
  given: MethodArguments,
  piped: Val,
): Val {
  const i = site.names.length - 1;
  const name = site.names[i]!;
  if (value === undefined) return ofNothing(run, i, site);
  const method = methodOf(value, name, site.unit);
  if (method) return callMethod(run, dot, frame, method, callSite(site, i), site.last, given, piped);
  if (mapOf(value)) return fail(run, site.last, `${name} is not a method but has arguments`);
  if (value instanceof Struct && fieldOfStruct(value, name) !== undefined) {
    return fail(run, site.last, `${name} has arguments but cannot be invoked as function`);
  }
  return plainField(run, frame, value, parent, i, site);
}

function callSite({ node, names }: FieldSite, i: number): CallSite {
  return { node, name: names[i]! };
}

function ofNothing(run: Execution, i: number, site: FieldSite): undefined {
  if (site.unit.missingKey !== 'error') return undefined;
  return fail(run, site.last, `nil data; no entry for key ${quote(site.names[i]!)}`);
}

function methodOf(value: Value, name: string, unit: Unit): Func | undefined {
  if (value instanceof Struct) {
    const { methods } = value.type;
    return methods && Object.hasOwn(methods, name) ? methods[name]!(value) : undefined;
  }
  const type = value instanceof Map ? value[typeNameOf] : undefined;
  const methods = type === undefined ? undefined : unit.mapMethods[type];
  return methods && Object.hasOwn(methods, name) ? methods[name]!(value as GoMap) : undefined;
}

function plainField(run: Execution, frame: Frame, value: Value, parent: Val, i: number, site: FieldSite): Val {
  const name = site.names[i]!;
  const map = mapOf(value);
  if (map) return map.get(name) ?? absentItem(run, map, name, site);
  const field = value instanceof Struct ? fieldOfStruct(value, name) : undefined;
  if (field !== undefined) return field;
  if (value === null) return fail(run, site.last, `nil pointer evaluating interface {}.${name}`);
  const container = i > 0 ? parent : originOf(frame, site);
  return fail(run, site.last, `can't evaluate field ${name} in type ${staticType(value, container)}`);
}

/** A map, or what a named type of map holds. */
function mapOf(value: Value): GoMap | undefined {
  if (value instanceof Map) return value;
  if (!(value instanceof Struct) || value.type.kind !== 'map') return undefined;
  const items = value.type.items?.(value);
  return items instanceof Map ? items : undefined;
}

/** An item that is nil, or none. */
function absentItem(run: Execution, map: GoMap, name: string, { unit, last }: FieldSite): Val {
  if (map.has(name)) return null;
  switch (unit.missingKey) {
    case 'default':
      return undefined;
    case 'error':
      return fail(run, last, `map has no entry for key ${quote(name)}`);
    case 'zero':
      return map[elementType] === undefined ? null : zeroOf(map[elementType]);
  }
}

function originOf(frame: Frame, { originSlot }: FieldSite): Val {
  return originSlot === undefined ? undefined : frame[originSlot];
}

/** The type that the item of a list or map has for Go, which does not look into an interface to tell it. */
function staticType(value: Value, container: Val): string {
  const isItem = Array.isArray(container) || container instanceof Map;
  return isItem ? ((container as GoMap | List)[elementType] ?? 'interface {}') : typeName(value);
}
