import { isTruthy } from './builtins.ts';
import { comparisons } from './comparison.ts';
import { compileRaw } from './compile-argument.ts';
import { compileLazily } from './compile-logic.ts';
import { compilePipe } from './compile-pipeline.ts';
import type { Expr, Unit } from './compiled.ts';
import type { CallSite, Execution, Frame, Val } from './execution.ts';
import type { CommandNode, Operand, PipeNode } from './nodes.ts';

export type Test = (run: Execution, dot: Val, frame: Frame) => boolean;

/** The truth of a pipeline. Comparisons and logic are compiled to it without a value between. */
export function compileCondition(unit: Unit, pipe: PipeNode): Test {
  const [command] = pipe.commands;
  const isSimple = pipe.commands.length === 1 && pipe.variables.length === 0;
  return (isSimple && compileTest(unit, command!)) || truthOf(compilePipe(unit, pipe).expr);
}

function truthOf(expr: Expr): Test {
  return (run, dot, frame) => isTruthy(expr(run, dot, frame));
}

/** Undefined for what is no call of a function of logic, or a wrong one. */
function compileTest(unit: Unit, command: CommandNode): Test | undefined {
  const [first, ...args] = command.operands as [Operand, ...Operand[]];
  if (first.kind === 'pipe' && args.length === 0) return compileCondition(unit, first);
  if (first.kind !== 'identifier' || Object.hasOwn(unit.funcs, first.name)) return undefined;
  const { name } = first;
  if (name === 'not' && args.length === 1) {
    const test = testOf(unit, args[0]!);
    return (run, dot, frame) => !test(run, dot, frame);
  }
  if ((name === 'and' || name === 'or') && args.length > 0) return compileLogicTest(unit, name, args);
  const compare = comparisons.get(name);
  if (!compare || args.length !== 2) return undefined;
  const site: CallSite = { node: command, name };
  const [left, right] = args.map((operand) => compileRaw(unit, operand).expr) as [Expr, Expr];
  return (run, dot, frame) => {
    const a = left(run, dot, frame);
    const b = right(run, dot, frame);
    run.call = site;
    return compare(a, b);
  };
}

function testOf(unit: Unit, operand: Operand): Test {
  return operand.kind === 'pipe' ? compileCondition(unit, operand) : truthOf(compileRaw(unit, operand).expr);
}

function compileLogicTest(unit: Unit, name: 'and' | 'or', args: readonly Operand[]): Test {
  const decides = name === 'or';
  const { operands, forgetDeclared } = compileLazily(unit, args, (operand) => testOf(unit, operand));
  return (run, dot, frame) => {
    forgetDeclared(frame);
    for (let i = 0; i < operands.length; i += 1) {
      if (operands[i]!(run, dot, frame) === decides) return decides;
    }
    return !decides;
  };
}
