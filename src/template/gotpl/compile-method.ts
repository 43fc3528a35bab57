import type { Func, ParamType, Value } from '../go/index.ts';
import { canBeNil, convert, convertLiteral, goType } from './argument.ts';
import { check } from './compile-argument.ts';
import { type Compiled, dig, fail, type Unit } from './compiled.ts';
import type { CallSite, Execution, Frame, Val } from './execution.ts';
import type { Node, Operand } from './nodes.ts';
import { forgetting } from './variables.ts';

/** Arguments whose parameters are known only when the method is found. */
export interface MethodArguments {
  readonly args: readonly { readonly operand: Operand; readonly compiled: Compiled }[];
  readonly final: Compiled | undefined;
  /** What is evaluated last. */
  readonly last: Node | undefined;
  /** Before the arguments, which may not be evaluated. */
  readonly forgetDeclared: (frame: Frame) => void;
}

export function compileMethodArguments(
  unit: Unit,
  operands: readonly Operand[],
  final: Compiled | undefined,
  last: Node | undefined,
): MethodArguments {
  const [args, declared] = unit.scope.perhaps(() =>
    operands.map((operand) => ({ operand, compiled: unit.compileOperand(operand) })),
  );
  const forgetDeclared = forgetting(declared);
  return { args, final, last: args.length > 0 ? args.at(-1)!.compiled.last : last, forgetDeclared };
}

const none: MethodArguments = { args: [], final: undefined, last: undefined, forgetDeclared: () => {} };

/** Calls a method. `at`: what was evaluated before. */
export function callMethod(
  run: Execution,
  dot: Val,
  frame: Frame,
  method: Func,
  site: CallSite,
  at: Node | undefined,
  given: MethodArguments = none,
  piped?: Val,
): Value {
  const { params, rest } = method;
  const { args, final } = given;
  const count = args.length + (final ? 1 : 0);
  if (rest === undefined ? count !== params.length : count < params.length) {
    const want = rest === undefined ? `${params.length} got ${count}` : `at least ${params.length} got ${args.length}`;
    fail(run, at, `wrong number of args for ${site.name}: want ${want}`);
  }
  const values: Val[] = [];
  for (const { operand, compiled } of args) {
    values.push(evaluate(run, dot, frame, operand, compiled, params[values.length] ?? rest!));
  }
  if (final) values.push(check(run, dig(piped), params[values.length] ?? rest!, given.last));
  run.call = site;
  return method.call(values as unknown as readonly never[], run);
}

function evaluate(
  run: Execution,
  dot: Val,
  frame: Frame,
  operand: Operand,
  { expr, last }: Compiled,
  type: ParamType,
): Val {
  switch (operand.kind) {
    case 'nil':
      return canBeNil(type)
        ? (convert(type, undefined) as Val)
        : fail(run, operand, `cannot assign nil to ${goType(type)}`);
    case 'bool':
    case 'number':
    case 'string': {
      if (type === 'any') break;
      const constant = convertLiteral(type, operand);
      return typeof constant === 'string' ? fail(run, operand, constant) : (constant.value as Val);
    }
  }
  const value = expr(run, dot, frame);
  return check(run, operand.kind === 'pipe' ? dig(value) : value, type, last);
}
