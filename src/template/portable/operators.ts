import type { BinaryExpression, ConditionalExpression, Expression, LogicalExpression, UnaryExpression } from 'acorn';
import { asBoolean, conditionOf, not, truthOf } from './conditions.ts';
import { bare, type Context } from './context.ts';
import { asText, textFrom } from './texts.ts';
import { booleanOf, isScalar, looser, numberOf, oneOf, undefinedValue, type Value, value } from './value.ts';

export function unary(context: Context, node: UnaryExpression): Value {
  const { operator, argument } = node;
  switch (operator) {
    case '!': {
      return value(asBoolean(not(conditionOf(context, argument))), 'boolean');
    }
    case '-': {
      const given = context.evaluate(argument);
      if (typeof given.constant === 'number') return numberOf(-given.constant);
      return value(context.call('math', { op: '"-"', a: '0.0', b: given.go }, node), 'number');
    }
    case '+':
      return toNumber(context, context.evaluate(argument), node);
    case 'typeof':
      return typeOf(context, argument);
    case 'void':
      return undefinedValue;
    default:
      throw context.refuse(node, `there is no ${operator}`, 'write what the value is to be, not how to change it');
  }
}

export function toNumber(context: Context, given: Value, node: Expression): Value {
  return given.kind === 'number' ? given : value(context.call('number', { v: given.go }, node), 'number');
}

function typeOf(context: Context, argument: Expression): Value {
  const { go } = context.held(context.evaluateLoose(argument));
  const names = '"string" "string" "float64" "number" "bool" "boolean" "int" "undefined"';
  return value(`(get (dict ${names}) (kindOf ${go}) | default "object")`, 'text');
}

export function binary(context: Context, node: BinaryExpression): Value {
  const { operator, right } = node;
  const left = node.left as Expression;
  switch (operator) {
    case '===':
      return same(context, left, right, node);
    case '!==':
      return negated(same(context, left, right, node));
    case '==':
    case '!=':
      return loosely(context, node);
    case '+':
      return plus(context, left, right, node);
    case '-':
    case '*':
    case '/':
    case '%': {
      const [a, b] = [context.evaluate(left), context.evaluate(right)];
      return value(context.call('math', { op: `"${operator}"`, a: a.go, b: b.go }, node), 'number');
    }
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compared(context, left, right, node);
    case 'in': {
      const [key, table] = [asText(context, left), context.evaluateLoose(right)];
      return value(context.call('has', { o: table.go, k: key.go }, node), 'boolean');
    }
    default:
      throw context.refuse(node, `there is no ${operator}`, 'the operators are + - * / % === !== < <= > >= in');
  }
}

function negated({ go, constant }: Value): Value {
  return constant === undefined ? value(`(not ${go})`, 'boolean') : booleanOf(!constant);
}

const goKinds = { text: 'string', number: 'float64', boolean: 'bool', null: 'invalid', undefined: 'int' } as const;

function same(context: Context, left: Expression, right: Expression, node: Expression): Value {
  const [a, b] = [context.held(context.evaluate(left)), context.held(context.evaluate(right))];
  const [known, other] = isScalar(a.kind) ? [a, b] : [b, a];
  if (!isScalar(known.kind)) return value(context.call('same', { a: a.go, b: b.go }, node), 'boolean');
  if (known.kind !== other.kind && other.kind !== 'any') return booleanOf(false);
  const hasKind = `(kindIs "${goKinds[known.kind as keyof typeof goKinds]}" ${other.go})`;
  if (known.kind === 'null' || known.kind === 'undefined') return value(hasKind, 'boolean');
  const isEqual = `(eq ${other.go} ${known.go})`;
  return value(other.kind === known.kind ? isEqual : `(and ${hasKind} ${isEqual})`, 'boolean');
}

/** `x == null` asks for null and undefined alike. */
function loosely(context: Context, node: BinaryExpression): Value {
  const [left, right] = [node.left as Expression, node.right];
  const isNull = (side: Expression) => side.type === 'Literal' && side.value === null;
  if (!isNull(left) && !isNull(right)) {
    throw context.refuse(node, `${node.operator} converts what it compares`, `write ${node.operator}=`);
  }
  const { go } = context.held(context.evaluateLoose(isNull(left) ? right : left));
  return value(node.operator === '==' ? isMissing(go) : `(not ${isMissing(go)})`, 'boolean');
}

export function isMissing(go: string): string {
  return `(or (kindIs "invalid" ${go}) (kindIs "int" ${go}))`;
}

function plus(context: Context, left: Expression, right: Expression, node: Expression): Value {
  const [a, b] = [context.evaluateLoose(left), context.evaluateLoose(right)];
  if (a.kind === 'number' && b.kind === 'number') {
    return value(context.call('math', { op: '"+"', a: a.go, b: b.go }, node), 'number');
  }
  if (a.kind === 'text' || b.kind === 'text') {
    return textFrom(context, [a, b], [left, right], node);
  }
  context.fixed(left, a);
  context.fixed(right, b);
  return value(context.call('plus', { a: a.go, b: b.go }, node), 'any');
}

function compared(context: Context, left: Expression, right: Expression, node: BinaryExpression): Value {
  const [a, b] = [context.evaluate(left).go, context.evaluate(right).go];
  const less = (x: string, y: string) => context.call('less', { a: x, b: y }, node);
  switch (node.operator) {
    case '<':
      return value(less(a, b), 'boolean');
    case '>':
      return value(less(b, a), 'boolean');
    case '<=':
      return value(`(not ${less(b, a)})`, 'boolean');
    default:
      return value(`(not ${less(a, b)})`, 'boolean');
  }
}

/** The sides of `&&`, `||` and `??` are values, of which the second one runs only when it is asked for. */
export function logical(context: Context, { operator, left, right }: LogicalExpression): Value {
  const first = context.evaluateLoose(left as Expression);
  const name = context.temporary();
  context.writer.action(`${name} := ${bare(first.go)}`);
  const held = { ...first, go: name };
  const condition = operator === '??' ? isMissing(name) : truthOf(context, held).go;
  context.writer.action(`if ${bare(operator === '||' ? `(not ${condition})` : condition)}`);
  const second = context.evaluateLoose(right);
  context.writer.action(`${name} = ${bare(second.go)}`);
  context.writer.action('end');
  const kinds = operator === '??' && (first.kind === 'null' || first.kind === 'undefined') ? [second] : [held, second];
  return { ...oneOf(name, kinds), order: looser(first.order, second.order) };
}

export function conditional(context: Context, { test, consequent, alternate }: ConditionalExpression): Value {
  const condition = conditionOf(context, test);
  const [yes, no] = [consequent, alternate].map((node) => context.aside(() => context.evaluateLoose(node))) as [
    ReturnType<typeof context.aside<Value>>,
    ReturnType<typeof context.aside<Value>>,
  ];
  if (yes.writer.isEmpty && no.writer.isEmpty) {
    const go = `(ternary ${yes.result.go} ${no.result.go} ${asBoolean(condition)})`;
    return oneOf(go, [yes.result, no.result]);
  }
  const name = context.temporary();
  context.writer.action(`${name} := $undefined`);
  context.writer.action(`if ${bare(condition.go)}`);
  context.writer.append(yes.writer);
  context.writer.action(`${name} = ${bare(yes.result.go)}`);
  context.writer.action('else');
  context.writer.append(no.writer);
  context.writer.action(`${name} = ${bare(no.result.go)}`);
  context.writer.action('end');
  return oneOf(name, [yes.result, no.result]);
}
