import type { CallExpression, Expression } from 'acorn';
import type { Context } from './context.ts';
import type { Value } from './value.ts';

/** The translation of a method's call: `from` is the code of its object. */
export type Method = (context: Context, base: Value, from: Expression, call: CallExpression) => Value;

export function argument(context: Context, call: CallExpression, i: number): Expression {
  const found = call.arguments[i];
  if (found && found.type !== 'SpreadElement') return found;
  throw context.refuse(call, found ? 'arguments are spread' : 'an argument is missing', 'give each argument by itself');
}

/** Refuses arguments from a number on: they would change what the method does. */
export function refuseMore(context: Context, call: CallExpression, from: number): void {
  if (call.arguments.length <= from) return;
  throw context.refuse(call, 'this argument is not portable', 'leave it out');
}
