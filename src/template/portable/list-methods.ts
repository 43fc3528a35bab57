import type { CallExpression, Expression } from 'acorn';
import { argument, type Method, refuseMore } from './arguments.ts';
import { asBoolean, truthOf } from './conditions.ts';
import { bare, type Context } from './context.ts';
import { arrowOf, inline } from './functions.ts';
import { checkedList, itemOf } from './lists.ts';
import { asText } from './texts.ts';
import { isScalar, looser, oneOf, textOf, undefinedValue, type Value, value } from './value.ts';

export const listMethods: Readonly<Record<string, Method>> = {
  join: (context, base, from, call) => {
    const separator = call.arguments[0] ? asText(context, argument(context, call, 0)) : textOf(',');
    const list = checkedList(context, base, from);
    if (list.order === 'items') context.fixed(from, list);
    return value(context.call('join', { v: list.go, s: separator.go }, call), 'text', { order: list.order });
  },
  concat: (context, base, from, call) => {
    const lists = [checkedList(context, base, from)];
    call.arguments.forEach((_, i) => {
      const node = argument(context, call, i);
      lists.push(checkedList(context, context.evaluateLoose(node), node));
    });
    return value(`(concat ${lists.map(({ go }) => go).join(' ')})`, 'list', {
      order: looser(...lists.map(({ order }) => order)),
      isSorted: lists.every(({ isSorted }) => isSorted),
    });
  },
  sort: (context, base, from, call) => {
    if (!isNew(from)) throw context.refuse(call, '.sort() changes the list itself', 'write toSorted()');
    return sorted(context, base, from, call);
  },
  toSorted: (context, base, from, call) => sorted(context, base, from, call),
  flat: (context, base, from, call) => {
    refuseMore(context, call, 0);
    const { go, order, isSorted } = checkedList(context, base, from);
    return value(context.call('flat', { v: go }, call), 'list', { order, isSorted });
  },
  map: (context, base, from, call) => {
    const loop = begin(context, base, from, call, '(list)');
    const made = loop.apply();
    context.writer.action(`${loop.result} = append ${loop.result} ${made.go}`);
    return loop.end(made);
  },
  flatMap: (context, base, from, call) => {
    const loop = begin(context, base, from, call, '(list)');
    const made = checkedList(context, loop.apply(), call);
    context.writer.action(`${loop.result} = concat ${loop.result} ${made.go}`);
    return loop.end(made);
  },
  filter: (context, base, from, call) => {
    const loop = begin(context, base, from, call, '(list)');
    context.writer.action(`if ${bare(truthOf(context, loop.apply()).go)}`);
    context.writer.action(`${loop.result} = append ${loop.result} ${loop.item.go}`);
    context.writer.action('end');
    return loop.end(loop.item);
  },
  some: (context, base, from, call) => {
    const loop = begin(context, base, from, call, 'false');
    context.writer.action(`if not ${loop.result}`);
    context.writer.action(`${loop.result} = ${bare(asBoolean(truthOf(context, loop.apply())))}`);
    context.writer.action('end');
    context.writer.action('end');
    return value(loop.result, 'boolean');
  },
  every: (context, base, from, call) => {
    const loop = begin(context, base, from, call, 'true');
    context.writer.action(`if ${loop.result}`);
    context.writer.action(`${loop.result} = ${bare(asBoolean(truthOf(context, loop.apply())))}`);
    context.writer.action('end');
    context.writer.action('end');
    return value(loop.result, 'boolean');
  },
  find: (context, base, from, call) => {
    const found = context.temporary();
    context.writer.action(`${found} := $undefined`);
    const loop = begin(context, context.fixed(from, base), from, call, 'false');
    context.writer.action(`if not ${loop.result}`);
    context.writer.action(`if ${bare(truthOf(context, loop.apply()).go)}`);
    context.writer.action(`${loop.result} = true`);
    context.writer.action(`${found} = ${loop.item.go}`);
    context.writer.action('end');
    context.writer.action('end');
    context.writer.action('end');
    return oneOf(found, [loop.item, undefinedValue]);
  },
};

/** Whether what the code gives is a list that nobody else has. */
function isNew(node: Expression): boolean {
  if (node.type === 'ArrayExpression') return true;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { property } = node.callee;
  return property.type === 'Identifier' && makers.includes(property.name);
}

const makers = [
  ...['keys', 'values', 'entries', 'from'],
  ...['map', 'filter', 'flatMap', 'flat', 'concat', 'slice', 'split', 'toSorted', 'sort'],
];

/** Of texts alone; what is sorted has an order that Go knows. */
function sorted(context: Context, base: Value, from: Expression, call: CallExpression): Value {
  refuseMore(context, call, 0);
  const list = checkedList(context, base, from);
  if (list.order === 'keys') context.fixed(from, list);
  return value(context.call('sort', { v: list.go }, call), 'list', { isSorted: list.isSorted });
}

interface Loop {
  readonly result: string;
  readonly item: Value;
  /** What the function makes of the item. */
  readonly apply: () => Value;
  /** Ends the loop that makes a list. @param items what it holds */
  readonly end: (items: Value) => Value;
}

/** Begins a loop over the items of a list, with a variable for the result. */
function begin(context: Context, base: Value, from: Expression, call: CallExpression, start: string): Loop {
  const apply = functionOf(context, call);
  const list = checkedList(context, base, from);
  const [result, index, name] = [context.temporary(), context.temporary(), context.temporary()];
  context.writer.action(`${result} := ${bare(start)}`);
  context.writer.action(`range ${index}, ${name} := ${list.go}`);
  const item = itemOf(list, name);
  return {
    result,
    item,
    apply: () => {
      const made = context.held(apply(item, value(`(float64 ${index})`, 'number')));
      if (made.order === 'items') context.fixed(call, made);
      return made;
    },
    end: (items) => {
      context.writer.action('end');
      return value(result, 'list', {
        order: looser(list.order, items.order),
        isSorted: items.isSorted || isScalar(items.kind),
      });
    },
  };
}

function functionOf(context: Context, call: CallExpression): (item: Value, index: Value) => Value {
  const [first] = call.arguments;
  if (first?.type === 'Identifier' && first.name === 'Boolean' && !context.scope.find('Boolean')) {
    return (item) => value(asBoolean(truthOf(context, item)), 'boolean');
  }
  refuseMore(context, call, 1);
  const arrow = arrowOf(context, first, call);
  if (arrow.code.params.length > 2) throw context.refuse(call, 'the function takes the list', 'name the list itself');
  return (item, index) => inline(context, arrow, [item, index], call);
}
