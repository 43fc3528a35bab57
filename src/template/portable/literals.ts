import type { ArrayExpression, Expression, Literal, ObjectExpression, Property } from 'acorn';
import { type Context, goList } from './context.ts';
import { checkedList } from './lists.ts';
import { stringOf } from './texts.ts';
import { booleanOf, isScalar, looser, nullValue, numberOf, textOf, type Value, value } from './value.ts';

export function literal(context: Context, node: Literal): Value {
  if (node.regex) throw context.refuse(node, 'there are no regular expressions', textsHint);
  if (node.value === null) return nullValue;
  switch (typeof node.value) {
    case 'string':
      if (!node.value.isWellFormed()) throw context.refuse(node, 'half a character', 'write the whole character');
      return textOf(node.value);
    case 'number':
      return numberOf(node.value);
    case 'boolean':
      return booleanOf(node.value);
    default:
      throw context.refuse(node, 'there are no large integers', 'write a number');
  }
}

const textsHint = 'ask with includes, startsWith, endsWith; change with split and join, replaceAll(text, text), slice';

/** Spread lists and items, in their order. */
export function array(context: Context, node: ArrayExpression): Value {
  const groups: Value[][] = [[]];
  const parts: string[] = [];
  const all: Value[] = [];
  for (const element of node.elements) {
    if (element === null) throw context.refuse(node, 'a list with a hole', 'write null or undefined');
    if (element.type === 'SpreadElement') {
      const spread = checkedList(context, context.evaluateLoose(element.argument), element.argument);
      parts.push(...flush(groups.at(-1)!), spread.go);
      groups.push([]);
      all.push(spread);
    } else {
      const item = context.evaluateLoose(element);
      if (item.order === 'items') context.fixed(element, item);
      groups.at(-1)!.push(item);
      all.push(item);
    }
  }
  parts.push(...flush(groups.at(-1)!));
  const [only = '(list)'] = parts;
  return value(parts.length > 1 ? `(concat ${parts.join(' ')})` : only, 'list', {
    order: looser(...all.map(({ order }) => order)),
    isSorted: all.every(({ isSorted, kind }) => isSorted || isScalar(kind)),
  });
}

function flush(items: readonly Value[]): string[] {
  return items.length === 0 ? [] : [goList(items.map(({ go }) => go))];
}

/** @returns a table; one whose keys are all known has its entries */
export function object(context: Context, node: ObjectExpression): Value {
  const parts: string[] = [];
  let pairs: string[] = [];
  const entries = new Map<string, Value>();
  let isKnown = true;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      isKnown = false;
      if (pairs.length > 0) parts.push(`(dict ${pairs.join(' ')})`);
      pairs = [];
      parts.push(context.evaluate(property.argument).go);
      continue;
    }
    const name = keyOf(context, property);
    const held = context.held(context.evaluate(memberValue(context, property)));
    pairs.push(`${name.go} ${held.go}`);
    if (typeof name.constant !== 'string' || entries.has(name.constant)) isKnown = false;
    else entries.set(name.constant, held);
  }
  if (parts.length === 0) {
    return value(
      pairs.length === 0 ? '(dict)' : `(dict ${pairs.join(' ')})`,
      'table',
      isKnown ? { entries: inOrder(entries) } : {},
    );
  }
  if (pairs.length > 0) parts.push(`(dict ${pairs.join(' ')})`);
  return value(context.call('merge', { v: goList(parts) }, node), 'table');
}

/** Names that are numbers come first in JavaScript. */
function inOrder(entries: ReadonlyMap<string, Value>): Map<string, Value> {
  const names = Object.keys(Object.fromEntries([...entries.keys()].map((name) => [name, 0])));
  return new Map(names.map((name) => [name, entries.get(name)!]));
}

function keyOf(context: Context, { key, computed }: Property): Value {
  if (computed) return stringOf(context, context.evaluate(key), key);
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
  if (name === undefined || name === '__proto__') {
    throw context.refuse(key, `${context.program.textOf(key)} is no key`, 'name the key, or write [key]');
  }
  return textOf(name);
}

function memberValue(context: Context, property: Property): Expression {
  if (property.kind !== 'init' || property.method) {
    throw context.refuse(property, 'a table cannot hold functions', 'write a function of its own: const f = (x) => …');
  }
  return property.value;
}
