import type { CallExpression, Expression, MemberExpression } from 'acorn';
import { type Context, goList } from './context.ts';
import { arrowOf, inline } from './functions.ts';
import { checkedList } from './lists.ts';
import { nameOf } from './members.ts';
import { asText, checkedText } from './texts.ts';
import { type Order, textOf, undefinedValue, type Value, value } from './value.ts';

export function globalCall(
  context: Context,
  callee: MemberExpression,
  args: readonly Expression[],
  node: CallExpression,
): Value {
  const object = (callee.object as { name?: string }).name ?? '';
  const name = `${object}.${nameOf(callee) ?? '?'}`;
  const found = Object.hasOwn(globals, name) ? globals[name] : undefined;
  if (!found)
    throw context.refuse(
      node,
      `${name}() is not portable`,
      hints[name] ?? `there are ${Object.keys(globals).join(', ')}`,
    );
  return found(context, args, node);
}

const hints: Readonly<Record<string, string>> = {
  'JSON.stringify': 'write toJson(x)',
  'Math.random': 'the same values have to give the same objects',
  'Object.assign': 'write { ...a, ...b }',
};

type Global = (context: Context, args: readonly Expression[], node: CallExpression) => Value;

const globals: Readonly<Record<string, Global>> = {
  'Object.keys': (context, args, node) => listOfTable(context, 'keys', args, node),
  'Object.values': (context, args, node) => listOfTable(context, 'values', args, node),
  'Object.entries': (context, args, node) => listOfTable(context, 'entries', args, node),
  'Object.fromEntries': (context, [given], node) => {
    const argument = wanted(context, given, node);
    const list = checkedList(context, context.evaluateLoose(argument), argument);
    if (list.order === 'keys') context.fixed(argument, list);
    return value(context.call('fromEntries', { v: list.go }, node), 'table');
  },
  'Object.hasOwn': (context, [table, key], node) => {
    const of = context.evaluateLoose(wanted(context, table, node));
    const name = asText(context, wanted(context, key, node));
    return value(context.call('has', { o: of.go, k: name.go }, node), 'boolean');
  },
  'Array.isArray': (context, [given], node) => {
    const { go } = context.held(context.evaluateLoose(wanted(context, given, node)));
    return value(`(kindIs "slice" ${go})`, 'boolean');
  },
  'Array.from': arrayFrom,
  'JSON.parse': (context, [given], node) => {
    const argument = wanted(context, given, node);
    const of = context.evaluateLoose(argument);
    if (of.order === 'items') context.fixed(argument, of);
    const text = checkedText(context, of, argument);
    return value(context.call('parse', { v: text.go }, node), 'any');
  },
  'Math.floor': (context, [given], node) => {
    const argument = wanted(context, given, node);
    if (argument.type !== 'BinaryExpression' || argument.operator !== '/')
      return rounded(context, 'floor', argument, node);
    const [a, b] = [context.evaluate(argument.left as Expression), context.evaluate(argument.right)];
    return value(context.call('math', { op: '"floor"', a: a.go, b: b.go }, node), 'number');
  },
  'Math.ceil': (context, [given], node) => rounded(context, 'ceil', wanted(context, given, node), node),
  'Math.min': (context, args, node) => extreme(context, 'min', args, node),
  'Math.max': (context, args, node) => extreme(context, 'max', args, node),
  'Number.isInteger': (context, [given], node) => {
    const { go } = context.held(context.evaluate(wanted(context, given, node)));
    return value(`(and (kindIs "float64" ${go}) (eq (floor ${go}) ${go}))`, 'boolean');
  },
};

function wanted(context: Context, argument: Expression | undefined, node: Expression): Expression {
  if (argument) return argument;
  throw context.refuse(node, 'an argument is missing', 'give it');
}

/** The order is known of a literal, of what `sorted()` gave, and of what is sorted afterwards. */
function listOfTable(
  context: Context,
  what: 'keys' | 'values' | 'entries',
  args: readonly Expression[],
  node: Expression,
): Value {
  const given = context.evaluate(wanted(context, args[0], node));
  if (given.entries) {
    const items = [...given.entries].map(([key, { go }]) => {
      const name = textOf(key).go;
      return what === 'keys' ? name : what === 'values' ? go : goList([name, go]);
    });
    return value(goList(items), 'list', { isSorted: what === 'keys' });
  }
  const order: Order = given.isSorted ? 'fixed' : 'items';
  return value(context.call(what, { v: given.go }, node), 'list', {
    order,
    isSorted: given.isSorted || what === 'keys',
  });
}

/** `Array.from({ length: n }, (_, i) => …)` */
function arrayFrom(context: Context, [given, code]: readonly Expression[], node: CallExpression): Value {
  const property =
    given?.type === 'ObjectExpression' && given.properties.length === 1 ? given.properties[0] : undefined;
  const isLength =
    property?.type === 'Property' &&
    property.key.type === 'Identifier' &&
    property.key.name === 'length' &&
    !property.computed;
  if (!isLength || !code) {
    throw context.refuse(node, 'this Array.from() is not portable', 'write Array.from({ length: n }, (_, i) => …)');
  }
  const count = context.call('count', { v: context.evaluate(property.value).go }, node);
  const [result, index] = [context.temporary(), context.temporary()];
  context.writer.action(`${result} := list`);
  context.writer.action(`range ${index} := until (int ${count})`);
  const number = value(`(float64 ${index})`, 'number');
  const made = inline(context, arrowOf(context, code, node), [undefinedValue, number], node);
  context.fixed(code, made);
  context.writer.action(`${result} = append ${result} ${made.go}`);
  context.writer.action('end');
  return value(result, 'list', { isSorted: made.isSorted });
}

function rounded(context: Context, name: 'floor' | 'ceil', argument: Expression, node: Expression): Value {
  const given = context.evaluate(argument);
  return value(`(${name} ${context.call('isNumber', { v: given.go }, node)})`, 'number');
}

function extreme(context: Context, name: 'min' | 'max', args: readonly Expression[], node: Expression): Value {
  const [first, ...rest] = args;
  let { go } = context.evaluate(wanted(context, first, node));
  if (rest.length === 0) go = context.call('isNumber', { v: go }, node);
  for (const argument of rest)
    go = context.call('math', { op: `"${name}"`, a: go, b: context.evaluate(argument).go }, node);
  return value(go, 'number');
}
