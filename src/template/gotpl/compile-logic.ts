import { isTruthy } from './builtins.ts';
import { compileRaw } from './compile-argument.ts';
import { type Compiled, dig, type Expr, type Unit } from './compiled.ts';
import type { Frame } from './execution.ts';
import type { Operand } from './nodes.ts';
import { forgetting } from './variables.ts';

/** `and` and `or`: the first operand that decides, or the last one; those behind it are not evaluated. */
export function compileLogic(
  unit: Unit,
  name: 'and' | 'or',
  args: readonly Operand[],
  final: Compiled | undefined,
): Compiled {
  const decides = name === 'or';
  const { operands, forgetDeclared } = compileLazily(unit, args, (operand) => compileRaw(unit, operand));
  const expr: Expr = (run, dot, frame) => {
    const piped = final && dig(final.expr(run, dot, frame));
    forgetDeclared(frame);
    let value: ReturnType<Expr>;
    for (const operand of operands) {
      value = operand.expr(run, dot, frame);
      if (operand.last) run.last = operand.last;
      if (isTruthy(value) === decides) return value;
    }
    if (final && operands.length === 0) run.last = final.last ?? run.last;
    return final ? piped : value;
  };
  return { expr, last: undefined };
}

interface Lazy<T> {
  readonly operands: readonly T[];
  /** Before the operands are evaluated: what they may declare is not there. */
  readonly forgetDeclared: (frame: Frame) => void;
}

/** Compiles operands of which all but the first may not be evaluated. */
export function compileLazily<T>(unit: Unit, nodes: readonly Operand[], compile: (operand: Operand) => T): Lazy<T> {
  const first = nodes.slice(0, 1).map(compile);
  const [others, declared] = unit.scope.perhaps(() => nodes.slice(1).map(compile));
  return { operands: [...first, ...others], forgetDeclared: forgetting(declared) };
}
