import { compileCommand } from './compile-command.ts';
import { type Compiled, dig, type Expr, type Unit } from './compiled.ts';
import type { PipeNode } from './nodes.ts';
import { assign, type Store, storeIn } from './variables.ts';

/** A pipeline with its declarations or assignments. */
export function compilePipe(unit: Unit, pipe: PipeNode): Compiled {
  const compiled = compileCommands(unit, pipe);
  if (pipe.variables.length === 0) return compiled;
  const { expr, last } = compiled;
  const stores = pipe.variables.map(({ names: [name] }) =>
    pipe.isAssign ? assign(unit, name!, last) : storeIn(unit.scope.declare(name!)),
  );
  const [store] = stores;
  return { expr: stores.length === 1 ? storing(expr, store!) : stores.reduce(storing, expr), last };
}

/** The commands of a pipeline, without what it declares. */
export function compileCommands(unit: Unit, pipe: PipeNode): Compiled {
  let compiled: Compiled | undefined;
  for (const command of pipe.commands) compiled = compileCommand(unit, command, command.operands, compiled, pipe);
  return compiled!;
}

function storing(expr: Expr, store: Store): Expr {
  return (run, dot, frame) => {
    const value = dig(expr(run, dot, frame));
    store(run, frame, value);
    return value;
  };
}
