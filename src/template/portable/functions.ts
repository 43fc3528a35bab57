import type { ArrowFunctionExpression, Expression, Node } from 'acorn';
import type { Context } from './context.ts';
import { bind } from './patterns.ts';
import { Scope } from './scope.ts';
import { undefinedValue, type Value } from './value.ts';

export interface Arrow {
  readonly code: ArrowFunctionExpression;
  readonly scope: Scope;
}

/** A function given to a method: written in place, or by the name of a const. */
export function arrowOf(context: Context, node: Node | undefined, method: Node): Arrow {
  if (node?.type === 'ArrowFunctionExpression') return { code: node as ArrowFunctionExpression, scope: context.scope };
  const binding =
    node?.type === 'Identifier' ? context.scope.find((node as unknown as { name: string }).name) : undefined;
  if (binding?.is === 'function') return binding;
  throw context.refuse(node ?? method, 'a function is wanted', 'write it in place: (x) => x.name');
}

/** A Go template has no functions that give values: the code of one takes the place of its call. */
export function inline(context: Context, { code, scope }: Arrow, args: readonly Value[], call: Expression): Value {
  if (context.calling.includes(code)) {
    throw context.refuse(call, 'a function calls itself', 'write a partial that includes itself');
  }
  if (code.async || code.generator) throw context.refuse(call, 'the function is async', 'leave out async');
  context.calling.push(code);
  try {
    return context.within(new Scope(scope), () => {
      code.params.forEach((param, i) => {
        if (param.type === 'RestElement') throw context.refuse(param, 'any number of parameters', 'take a list');
        bind(context, param, args[i] ?? undefinedValue, call, { canChange: false });
      });
      return resultOf(context, code);
    });
  } finally {
    context.calling.pop();
  }
}

/** An expression, or constants and in the end `return`. */
function resultOf(context: Context, { body }: ArrowFunctionExpression): Value {
  if (body.type !== 'BlockStatement') return context.evaluateLoose(body);
  const last = body.body.at(-1);
  if (last?.type !== 'ReturnStatement' || !last.argument) {
    throw context.refuse(body, 'the function does not end with return', 'end it with return, with consts alone before');
  }
  for (const statement of body.body.slice(0, -1)) context.run(statement);
  return context.evaluateLoose(last.argument);
}
