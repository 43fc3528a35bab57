import {
  compareText,
  deepEqual,
  GoError,
  Int,
  isNilValue,
  kindName,
  Struct,
  sprintf,
  typeName,
  type Value,
} from '../go/index.ts';
import { complexType } from './complex.ts';
import type { Val } from './execution.ts';

export type Comparison = (a: Val, b: Val) => boolean;

/** `eq` of two. @throws GoError for what Go cannot compare. */
export function isEqual(a: Val, b: Val): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (a instanceof Int && b instanceof Int) return a.value === b.value;
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  if (kindA !== kindB) {
    if (isInvalid(a) || isInvalid(b)) return false;
    throw incompatible(a, b);
  }
  return kindA === undefined || kindA === 'complex' ? isSame(a, b) : primitive(a) === primitive(b);
}

/** @throws GoError for what has no order. */
export function isLess(a: Val, b: Val): boolean {
  if (a instanceof Int && b instanceof Int) return a.value < b.value;
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  if (kindA === undefined || kindB === undefined) throw badType();
  if (kindA !== kindB) throw incompatible(a, b);
  switch (kindA) {
    case 'bool':
    case 'complex':
      throw badType();
    case 'string':
      return compareText(a as string, b as string) < 0;
    default:
      return primitive(a)! < primitive(b)!;
  }
}

/** `<=` is `<` or `==`, with which NaN is `>` all; `>` is its contrary. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['eq', isEqual],
  ['ne', (a, b) => !isEqual(a, b)],
  ['lt', isLess],
  ['le', isLessOrEqual],
  ['gt', (a, b) => !isLessOrEqual(a, b)],
  ['ge', (a, b) => !isLess(a, b)],
]);

function isLessOrEqual(a: Val, b: Val): boolean {
  return isLess(a, b) || isEqual(a, b);
}

type BasicKind = 'bool' | 'complex' | 'float' | 'int' | 'string';

/** Undefined for what Go compares only with its own kind, and for nil. Signed and unsigned integers compare as numbers. */
function basicKind(value: Val): BasicKind | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
  }
  if (value instanceof Int) return 'int';
  if (!(value instanceof Struct)) return undefined;
  if (value.type === complexType) return 'complex';
  return value.type.kind === 'int' || value.type.kind === 'int64' ? 'int' : undefined;
}

function primitive(value: Val): bigint | boolean | number | string | undefined {
  if (value instanceof Int) return value.value;
  if (value instanceof Struct) return value.self as bigint;
  return value as boolean | number | string;
}

function isSame(a: Val, b: Val): boolean {
  if (isInvalid(a) || isInvalid(b)) return isNil(a) === isNil(b);
  if (kindName(a) !== kindName(b)) {
    throw new GoError(sprintf('non-comparable types %s: %v, %s: %v', [a, typeName(a), typeName(b), b]));
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (!(a instanceof Struct) || !(b instanceof Struct) || !isComparable(b)) {
    throw new GoError(sprintf('non-comparable type %s: %v', [b, typeName(b)]));
  }
  if (a.type.kind === 'ptr' || a.type !== b.type) return a === b;
  return a.type === complexType ? String(a.self) === String(b.self) : deepEqual(a, b);
}

/** Go's `==` takes no lists and maps, and no struct that has one. */
function isComparable(value: Value): boolean {
  if (!(value instanceof Struct)) return typeof value !== 'object' || value === null || value instanceof Int;
  if (value.type.kind !== 'struct') return value.type.kind !== 'map' && value.type.kind !== 'slice';
  return [...value.fields.values()].every(isComparable);
}

function isInvalid(value: Val): value is null | undefined {
  return value === undefined || value === null;
}

function isNil(value: Val): boolean {
  return isInvalid(value) || (typeof value === 'object' && (value as { [isNilValue]?: true })[isNilValue] === true);
}

function incompatible(a: Val, b: Val): GoError {
  return new GoError(`incompatible types for comparison: ${typeName(a!)} and ${typeName(b!)}`);
}

function badType(): GoError {
  return new GoError('invalid type for comparison');
}
