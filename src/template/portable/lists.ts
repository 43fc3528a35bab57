import type { Expression } from 'acorn';
import type { Context } from './context.ts';
import { type Value, value } from './value.ts';

/** A value that has to be a list. */
export function checkedList(context: Context, given: Value, node: Expression): Value {
  if (given.kind === 'list') return given;
  return value(context.call('isList', { v: given.go }, node), 'list', { order: given.order, isSorted: given.isSorted });
}

/** One item of a list. */
export function itemOf(list: Value, go: string): Value {
  return value(go, 'any', { order: list.order === 'keys' ? 'keys' : 'fixed', isSorted: list.isSorted });
}
