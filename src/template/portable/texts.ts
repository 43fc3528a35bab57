import type { Expression, TemplateLiteral } from 'acorn';
import { type Context, goList } from './context.ts';
import { looser, textOf, type Value, value } from './value.ts';

/** What `String(x)` makes of a value. */
export function stringOf(context: Context, given: Value, node: Expression): Value {
  if (given.kind === 'text') return given;
  if (given.constant !== undefined) return textOf(String(given.constant));
  return value(context.call('str', { v: given.go }, node), 'text');
}

/** A value that has to be a text already. */
export function asText(context: Context, node: Expression): Value {
  return checkedText(context, context.evaluate(node), node);
}

export function checkedText(context: Context, given: Value, node: Expression): Value {
  return given.kind === 'text' ? given : value(context.call('isText', { v: given.go }, node), 'text');
}

/** Text, a number or a boolean as text, as Eta's functions take it. */
export function plainText(context: Context, given: Value, node: Expression): Value {
  if (given.kind === 'text') return given;
  if (given.constant !== undefined) return textOf(String(given.constant));
  return value(context.call('plainText', { v: given.go }, node), 'text');
}

export function templateLiteral(context: Context, node: TemplateLiteral): Value {
  const pieces: Value[] = [];
  const nodes: Expression[] = [];
  node.quasis.forEach(({ value: { cooked } }, i) => {
    if (cooked) {
      pieces.push(textOf(cooked));
      nodes.push(node);
    }
    const expression = node.expressions[i];
    if (!expression) return;
    pieces.push(context.evaluateLoose(expression));
    nodes.push(expression);
  });
  return textFrom(context, pieces, nodes, node);
}

/** The texts of some values one behind the other. */
export function textFrom(
  context: Context,
  pieces: readonly Value[],
  nodes: readonly Expression[],
  node: Expression,
): Value {
  if (pieces.every(({ constant }) => constant !== undefined)) {
    return textOf(pieces.map(({ constant }) => String(constant)).join(''));
  }
  pieces.forEach((piece, i) => {
    if (piece.order === 'items') context.fixed(nodes[i]!, piece);
  });
  const order = looser(...pieces.map((piece) => piece.order));
  if (pieces.every(({ kind, constant }) => kind === 'text' || constant !== undefined)) {
    const format = pieces.map(({ constant }) =>
      constant === undefined ? '%s' : String(constant).replaceAll('%', '%%'),
    );
    const args = pieces.filter(({ constant }) => constant === undefined).map(({ go }) => ` ${go}`);
    return value(`(printf ${JSON.stringify(format.join(''))}${args.join('')})`, 'text', { order });
  }
  return value(context.call('text', { v: goList(pieces.map(({ go }) => go)) }, node), 'text', { order });
}
