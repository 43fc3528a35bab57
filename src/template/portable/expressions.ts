import type { CallExpression, Expression, Identifier } from 'acorn';
import { call } from './calls.ts';
import { chain } from './chains.ts';
import { bare, type Context } from './context.ts';
import { isGlobal } from './global-names.ts';
import { array, literal, object } from './literals.ts';
import { binary, conditional, logical, unary } from './operators.ts';
import { templateLiteral } from './texts.ts';
import { undefinedValue, type Value } from './value.ts';

/** Translates an expression: what has to run first goes to the writer, what comes back is its value. */
export function evaluate(context: Context, node: Expression): Value {
  switch (node.type) {
    case 'Literal':
      return literal(context, node);
    case 'TemplateLiteral':
      return templateLiteral(context, node);
    case 'Identifier':
      return named(context, node);
    case 'ArrayExpression':
      return array(context, node);
    case 'ObjectExpression':
      return object(context, node);
    case 'UnaryExpression':
      return unary(context, node);
    case 'BinaryExpression':
      return binary(context, node);
    case 'LogicalExpression':
      return logical(context, node);
    case 'ConditionalExpression':
      return conditional(context, node);
    case 'MemberExpression':
      return chain(context, node);
    case 'ChainExpression':
      return evaluate(context, node.expression as Expression);
    case 'ParenthesizedExpression':
      return evaluate(context, node.expression);
    case 'CallExpression':
      return isMethod(context, node) ? chain(context, node) : call(context, node);
    default:
      throw context.refuse(
        node,
        `${words[node.type] ?? node.type} is not portable`,
        'see the portable subset in the guide to Eta charts',
      );
  }
}

const words: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: 'a function as a value',
  FunctionExpression: 'function',
  NewExpression: 'new',
  AssignmentExpression: 'an assignment inside of an expression',
  UpdateExpression: 'counting up or down',
  SequenceExpression: 'the comma operator',
  TaggedTemplateExpression: 'a tagged template',
  AwaitExpression: 'await',
  ThisExpression: 'this',
};

function isMethod(context: Context, { callee }: CallExpression): boolean {
  return callee.type === 'MemberExpression' && !isGlobal(context, callee);
}

function named(context: Context, node: Identifier): Value {
  const binding = context.scope.find(node.name);
  if (binding?.is === 'function') throw context.refuse(node, `function ${node.name} is used as a value`, 'call it');
  if (!binding) {
    if (node.name === 'undefined') return undefinedValue;
    throw context.refuse(
      node,
      `${node.name} is not known`,
      'a template knows it, what it declares, and the functions of Eta',
    );
  }
  if (!binding.canChange) return binding.value;
  // what is made of it now must not follow later changes
  const name = context.temporary();
  context.writer.action(`${name} := ${bare(binding.value.go)}`);
  return { ...binding.value, go: name };
}
