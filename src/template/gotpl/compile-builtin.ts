import { wrongCount } from './argument.ts';
import { refuseCall, valueBuiltins } from './builtins.ts';
import { type Comparison, comparisons } from './comparison.ts';
import { compileRaw } from './compile-argument.ts';
import { compileLogic } from './compile-logic.ts';
import { type Compiled, dig, type Expr, failing, type Unit } from './compiled.ts';
import type { CallSite, Val } from './execution.ts';
import type { IdentifierNode, Operand } from './nodes.ts';
import { printNode } from './print-node.ts';

/** A call of a function whose arguments Go takes as they are, invalid ones too: `index`, `eq` and the like. */
export function compileBuiltin(
  unit: Unit,
  identifier: IdentifierNode,
  site: CallSite,
  args: readonly Operand[],
  final: Compiled | undefined,
): Compiled {
  const { name } = identifier;
  const { fixed, isVariadic, call } = valueBuiltins.get(name) ?? special(args);
  const wrong = wrongCount(name, fixed, isVariadic, args.length, final !== undefined);
  if (wrong !== undefined) return failing(identifier, wrong, final);
  if (name === 'and' || name === 'or') return compileLogic(unit, name, args, final);
  const operands = args.map((operand) => compileRaw(unit, operand));
  const last = operands.length > 0 ? operands.at(-1)!.last : identifier;
  const exprs = operands.map(({ expr }) => expr);
  const compare = comparisons.get(name);
  if (compare && exprs.length === 2 && !final) return { expr: compareTwo(compare, site, exprs[0]!, exprs[1]!), last };
  return { expr: callWith(call, site, exprs, final?.expr), last };
}

/** `call`; `and` and `or` are never called. */
function special(args: readonly Operand[]): {
  fixed: number;
  isVariadic: boolean;
  call: (args: readonly Val[]) => Val;
} {
  const callee = args[0] && printNode(args[0]);
  return { fixed: 1, isVariadic: true, call: (values) => refuseCall(callee, values) };
}

function compareTwo(compare: Comparison, site: CallSite, first: Expr, second: Expr): Expr {
  return (run, dot, frame) => {
    const a = first(run, dot, frame);
    const b = second(run, dot, frame);
    run.call = site;
    return compare(a, b);
  };
}

function callWith(apply: (args: readonly Val[]) => Val, site: CallSite, args: readonly Expr[], final?: Expr): Expr {
  return (run, dot, frame) => {
    const piped = final?.(run, dot, frame);
    const values: Val[] = [];
    for (let i = 0; i < args.length; i += 1) values.push(args[i]!(run, dot, frame));
    if (final) values.push(dig(piped));
    run.call = site;
    return apply(values);
  };
}
