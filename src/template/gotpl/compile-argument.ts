import type { ParamType } from '../go/index.ts';
import { canBeNil, convert, convertLiteral, goType, refusal } from './argument.ts';
import { type Compiled, dig, type Expr, fail, failing, type Unit } from './compiled.ts';
import type { Execution, Val } from './execution.ts';
import type { Node, Operand } from './nodes.ts';

/** An argument that is evaluated, and checked and converted for a parameter whose type is known. */
export function compileArgument(unit: Unit, operand: Operand, type: ParamType): Compiled {
  switch (operand.kind) {
    case 'nil':
      if (!canBeNil(type)) return failing(operand, `cannot assign nil to ${goType(type)}`);
      return { expr: () => convert(type, undefined) as Val, last: operand };
    case 'bool':
    case 'number':
    case 'string': {
      if (type === 'any') return unit.compileOperand(operand);
      const constant = convertLiteral(type, operand);
      if (typeof constant === 'string') return failing(operand, constant);
      return { expr: () => constant.value as Val, last: operand };
    }
  }
  const { expr, last } = unit.compileOperand(operand);
  return { expr: checked(expr, type, operand.kind === 'pipe', last), last };
}

function checked(expr: Expr, type: ParamType, isPipe: boolean, at: Node | undefined): Expr {
  if (type === 'any') {
    return (run, dot, frame) => {
      const value = expr(run, dot, frame);
      return value === undefined ? null : value;
    };
  }
  if (type === 'string') {
    return (run, dot, frame) => {
      const value = expr(run, dot, frame);
      return typeof value === 'string' ? value : check(run, isPipe ? dig(value) : value, type, at);
    };
  }
  return (run, dot, frame) => {
    const value = expr(run, dot, frame);
    return check(run, isPipe ? dig(value) : value, type, at);
  };
}

/** Go's validateType. What comes out of a pipeline has to be dug. */
export function check(run: Execution, value: Val, type: ParamType, at: Node | undefined): Val {
  const converted = convert(type, value);
  return converted === undefined ? fail(run, at, refusal(type, value)) : (converted as Val);
}

/** An argument as Go's reflect.Value. */
export function compileRaw(unit: Unit, operand: Operand): Compiled {
  const compiled = unit.compileOperand(operand);
  if (operand.kind !== 'pipe') return compiled;
  const { expr, last } = compiled;
  return { expr: (run, dot, frame) => dig(expr(run, dot, frame)), last };
}
