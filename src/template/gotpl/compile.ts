import { compileOperand } from './compile-command.ts';
import { compilePipe } from './compile-pipeline.ts';
import { compileList } from './compile-statement.ts';
import type { CompileOptions, Unit } from './compiled.ts';
import type { Execution, Val } from './execution.ts';
import type { Tree } from './nodes.ts';
import { Scope } from './scope.ts';

/** A template as a closure. */
export type Program = (run: Execution, data: Val) => void;

export function compileTree(tree: Tree, options: CompileOptions): Program {
  const scope = new Scope();
  const unit: Unit = {
    ...options,
    scope,
    compileOperand: (operand) => compileOperand(unit, operand),
    compilePipe: (pipe) => compilePipe(unit, pipe),
  };
  scope.declare('$');
  const body = compileList(unit, tree.root);
  const { size } = scope;
  if (size === 1) return (run, data) => void body(run, data, [data]);
  return (run, data) => {
    const frame = new Array<Val>(size).fill(undefined);
    frame[0] = data;
    body(run, data, frame);
  };
}
