import { elementType, Int, isNilValue, type List, type ParamType, Struct, typeName } from '../go/index.ts';
import type { Val } from './execution.ts';
import type { Literal } from './nodes.ts';
import { printNode } from './print-node.ts';
import { nilList, nilMap } from './zero.ts';

/** A value as its parameter wants it, or undefined when Go would not assign it. */
export function convert(type: ParamType, value: Val): unknown {
  switch (type) {
    case 'any':
      return value === undefined ? null : value;
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'float64':
      return typeof value === 'number' ? value : undefined;
    case 'int':
    case 'uint32':
      return value instanceof Int && value.type === type ? Number(value.value) : undefined;
    case 'int64':
      return value instanceof Int && value.type === type ? value.value : undefined;
    case 'map':
      if (value === undefined) return nilMap();
      return value instanceof Map && value[elementType] === undefined ? value : undefined;
    case 'list':
      if (value === undefined) return nilList();
      return Array.isArray(value) && value[elementType] === undefined ? value : undefined;
    case 'strings':
      if (value === undefined) return nilList('string');
      return Array.isArray(value) && (value as List)[elementType] === 'string' ? value : undefined;
    case 'bytes':
      if (value === undefined) return Object.assign(new Uint8Array(), { [isNilValue]: true });
      return value instanceof Uint8Array ? value : undefined;
    default:
      return value instanceof Struct && value.type.name === goType(type) ? value : undefined;
  }
}

/** Why not, in Go's words. */
export function refusal(type: ParamType, value: Val): string {
  if (value === undefined) return `invalid value; expected ${goType(type)}`;
  return `wrong type for value; expected ${goType(type)}; got ${value === null ? 'interface {}' : typeName(value)}`;
}

const goTypes: Readonly<Record<string, string>> = {
  any: 'interface {}',
  list: '[]interface {}',
  map: 'map[string]interface {}',
  strings: '[]string',
  bytes: '[]uint8',
  time: 'time.Time',
};

export function goType(type: ParamType): string {
  return goTypes[type] ?? type;
}

export function canBeNil(type: ParamType): boolean {
  return type === 'any' || type === 'list' || type === 'map' || type === 'strings' || type === 'bytes';
}

/** A constant as its parameter wants it, which is not always the type that it has by itself; or the words against it. */
export function convertLiteral(type: ParamType, literal: Literal): { readonly value: unknown } | string {
  const found = `found ${printNode(literal)}`;
  switch (type) {
    case 'string':
      return literal.kind === 'string' ? literal : `expected string; ${found}`;
    case 'bool':
      return literal.kind === 'bool' ? literal : `expected bool; ${found}`;
    case 'int':
    case 'int64': {
      if (literal.kind !== 'number' || literal.int === undefined) return `expected integer; ${found}`;
      return { value: type === 'int' ? Number(literal.int) : literal.int };
    }
    case 'uint32':
      if (literal.kind !== 'number' || literal.uint === undefined) return `expected unsigned integer; ${found}`;
      return { value: Number(BigInt.asUintN(32, literal.uint)) };
    case 'float64':
      if (literal.kind !== 'number' || literal.float === undefined) return `expected float; ${found}`;
      return { value: literal.float };
    default:
      return `can't handle ${printNode(literal)} for arg of type ${goType(type)}`;
  }
}

/** What Go says of a wrong number of arguments. */
export function wrongCount(
  name: string,
  fixed: number,
  isVariadic: boolean,
  given: number,
  hasFinal: boolean,
): string | undefined {
  const count = given + (hasFinal ? 1 : 0);
  if (isVariadic) {
    return count < fixed ? `wrong number of args for ${name}: want at least ${fixed} got ${given}` : undefined;
  }
  return count === fixed ? undefined : `wrong number of args for ${name}: want ${fixed} got ${count}`;
}
