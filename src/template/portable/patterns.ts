import type { ArrayPattern, Expression, Identifier, ObjectPattern, Pattern, Property } from 'acorn';
import { bare, type Context } from './context.ts';
import { checkedList } from './lists.ts';
import { memberOf } from './members.ts';
import { oneOf, type Value, value } from './value.ts';

export interface BindingWay {
  readonly canChange: boolean;
}

/** Gives names to the parts of a value, as `const { a, b: [c] = [], ...d } = value` does. */
export function bind(
  context: Context,
  pattern: Pattern,
  given: Value,
  from: Expression | Pattern,
  way: BindingWay,
): void {
  switch (pattern.type) {
    case 'Identifier':
      bindName(context, pattern, given, way);
      return;
    case 'AssignmentPattern':
      bind(context, pattern.left, withDefault(context, given, pattern.right), pattern.left, way);
      return;
    case 'ObjectPattern':
      bindTable(context, pattern, given, from, way);
      return;
    case 'ArrayPattern':
      bindList(context, pattern, given, from, way);
      return;
    default:
      throw context.refuse(pattern, `${context.program.textOf(pattern)} cannot be given a value`, 'use const');
  }
}

function bindList(
  context: Context,
  pattern: ArrayPattern,
  given: Value,
  from: Expression | Pattern,
  way: BindingWay,
): void {
  const list = context.held(context.fixed(from, checkedList(context, given, from as Expression)));
  const { isSorted } = list;
  pattern.elements.forEach((element, i) => {
    if (element === null) return;
    if (element.type === 'RestElement') {
      const rest = context.call('slice', { o: list.go, a: `${i}.0`, b: '$undefined' }, element);
      bind(context, element.argument, value(rest, 'list', { isSorted }), element.argument, way);
    } else {
      const item = context.call('item', { o: list.go, i: `${i}.0` }, element);
      bind(context, element, value(item, 'any', { isSorted }), element, way);
    }
  });
}

function bindName(context: Context, { name }: Identifier, given: Value, { canChange }: BindingWay): void {
  if (!canChange && (given.constant !== undefined || given.entries || given.root !== undefined || isName(given.go))) {
    const kept = given.entries ? { ...context.held(given) } : given;
    context.scope.declare(name, { is: 'value', value: kept, canChange });
    return;
  }
  const variable = context.nameFor(name);
  context.writer.action(`${variable} := ${bare(given.go)}`);
  const known = canChange ? value(variable, 'any') : { ...given, go: variable };
  context.scope.declare(name, { is: 'value', value: known, canChange });
}

/** A variable of the template that never changes. */
function isName(go: string): boolean {
  return /^\$[A-Za-z]\w*$/.test(go) && go !== '$it';
}

function bindTable(
  context: Context,
  pattern: ObjectPattern,
  given: Value,
  from: Expression | Pattern,
  way: BindingWay,
): void {
  const table = given.root === undefined ? context.held(given) : given;
  const taken: string[] = [];
  if (pattern.properties.length === 0) context.call('isThere', { v: table.go }, from);
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      const rest = context.call('omit', { o: context.fixed(from, table).go, k: `(list ${taken.join(' ')})` }, from);
      bind(context, property.argument, value(rest, 'table', { isSorted: table.isSorted }), property.argument, way);
      continue;
    }
    const name = keyOf(context, property);
    taken.push(JSON.stringify(name));
    const member = memberOf(context, table, from, [{ name, node: property.key }]);
    bind(context, property.value as Pattern, member, property.key, way);
  }
}

function keyOf(context: Context, { key, computed }: Property | { key: Expression; computed: boolean }): string {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal' && typeof key.value === 'string') return key.value;
  throw context.refuse(key, 'a name that is computed', 'take the member by itself: const x = table[name]');
}

/** The default takes the place of undefined alone. */
function withDefault(context: Context, given: Value, node: Expression): Value {
  if (given.kind !== 'any' && given.kind !== 'undefined') return given;
  if (given.kind === 'undefined') return context.evaluateLoose(node);
  const name = context.temporary();
  context.writer.action(`${name} := ${bare(given.go)}`);
  context.writer.action(`if kindIs "int" ${name}`);
  const other = context.evaluateLoose(node);
  context.writer.action(`${name} = ${bare(other.go)}`);
  context.writer.action('end');
  return oneOf(name, [{ ...given, go: name }, other]);
}
