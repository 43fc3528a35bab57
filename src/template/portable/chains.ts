import type { CallExpression, Expression, MemberExpression, Super } from 'acorn';
import { bare, type Context } from './context.ts';
import { isGlobal } from './global-names.ts';
import { memberOf, nameOf } from './members.ts';
import { callMethod } from './methods.ts';
import { isMissing } from './operators.ts';
import { oneOf, undefinedValue, type Value, value } from './value.ts';

/** One step of a chain such as `it.Values.hosts?.[0].split(',')`. */
type Link = { readonly node: Expression; readonly isOptional: boolean } & (
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'key'; readonly key: Expression }
  | { readonly is: 'method'; readonly name: string; readonly call: CallExpression }
);

export function chain(context: Context, node: MemberExpression | CallExpression): Value {
  const { base, links } = linksOf(context, node);
  return follow(context, context.evaluateLoose(base), base, links);
}

function linksOf(context: Context, node: Expression): { base: Expression; links: Link[] } {
  if (node.type === 'MemberExpression') {
    const { base, links } = linksOf(context, objectOf(context, node));
    const isOptional = node.optional;
    const name = nameOf(node);
    links.push(
      name === undefined
        ? { is: 'key', key: node.property as Expression, node, isOptional }
        : { is: 'name', name, node, isOptional },
    );
    return { base, links };
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && !isGlobal(context, node.callee)) {
    const { callee } = node;
    const { base, links } = linksOf(context, objectOf(context, callee));
    const name = nameOf(callee);
    if (name === undefined || node.optional) {
      throw context.refuse(callee, 'a function is called that has no name', 'call it by its name: x.includes(y)');
    }
    links.push({ is: 'method', name, call: node, node, isOptional: callee.optional });
    return { base, links };
  }
  return { base: node, links: [] };
}

function objectOf(context: Context, node: MemberExpression): Expression {
  const object: Expression | Super = node.object;
  if (object.type === 'Super') throw context.refuse(node, 'there are no classes', 'use tables and functions');
  return object;
}

function follow(context: Context, base: Value, from: Expression, links: readonly Link[]): Value {
  const [link, ...rest] = links;
  if (!link) return base;
  if (link.isOptional) return followIfThere(context, base, [{ ...link, isOptional: false }, ...rest]);
  if (link.is === 'method') return follow(context, callMethod(context, base, from, link), link.node, rest);
  if (link.is === 'key') return follow(context, itemAt(context, context.fixed(from, base), link), link.node, rest);
  const names = [link];
  while (rest[0]?.is === 'name' && !rest[0].isOptional) names.push(rest.shift() as typeof link);
  return follow(context, memberOf(context, base, from, names), names.at(-1)!.node, rest);
}

/** Where a `?.` finds nothing, all behind it is undefined. */
function followIfThere(context: Context, base: Value, links: readonly Link[]): Value {
  const held = context.held(base);
  const name = context.temporary();
  context.writer.action(`${name} := $undefined`);
  context.writer.action(`if not ${isMissing(held.go)}`);
  const found = follow(context, held, links[0]!.node, links);
  context.writer.action(`${name} = ${bare(found.go)}`);
  context.writer.action('end');
  return oneOf(name, [found, undefinedValue]);
}

function itemAt(context: Context, base: Value, { key, node }: { key: Expression; node: Expression }): Value {
  const { go } = context.evaluate(key);
  return value(context.call('at', { o: base.go, k: go }, node), 'any', { isSorted: base.isSorted });
}
