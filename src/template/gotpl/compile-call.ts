import type { Direct, Func, ParamType, Run, Value } from '../go/index.ts';
import { wrongCount } from './argument.ts';
import { plainBuiltins } from './builtins.ts';
import { check, compileArgument } from './compile-argument.ts';
import { compileBuiltin } from './compile-builtin.ts';
import { type Compiled, dig, type Expr, failing, type Unit } from './compiled.ts';
import type { CallSite, Execution, Val } from './execution.ts';
import type { IdentifierNode, Node, Operand } from './nodes.ts';

/** A call of a function. `node`: what is named when it fails. */
export function compileCall(
  unit: Unit,
  identifier: IdentifierNode,
  node: Node,
  args: readonly Operand[],
  final: Compiled | undefined,
): Compiled {
  const { name } = identifier;
  const site: CallSite = { node, name };
  const func = Object.hasOwn(unit.funcs, name) ? unit.funcs[name] : plainBuiltins.get(name);
  if (!func) return compileBuiltin(unit, identifier, site, args, final);
  const wrong = wrongCount(name, func.params.length, func.rest !== undefined, args.length, final !== undefined);
  if (wrong !== undefined) return failing(identifier, wrong, final);
  const compiled = args.map((operand, i) => compileArgument(unit, operand, func.params[i] ?? func.rest!));
  const last = compiled.length > 0 ? compiled.at(-1)!.last : identifier;
  const exprs = compiled.map(({ expr }) => expr);
  if (!final) return { expr: call(func, site, exprs), last };
  const type = func.params[exprs.length] ?? func.rest!;
  return { expr: callPiped(func, site, exprs, final.expr, finalCheck(type, last)), last };
}

type Check = (run: Execution, value: Val) => Val;

function finalCheck(type: ParamType, at: Node | undefined): Check {
  if (type === 'any') return (_run, value) => (value === undefined ? null : value);
  if (type === 'string') {
    return (run, value) => (typeof value === 'string' ? value : check(run, dig(value), type, at));
  }
  return (run, value) => check(run, dig(value), type, at);
}

/** Without a list of arguments, where the function allows it. */
function directly(func: Func): Direct {
  const call = func.call as (args: readonly unknown[], run: Run) => Value;
  return func.direct ?? { takesRun: true, body: (run, ...args) => call(args, run as Run) };
}

function call(func: Func, site: CallSite, args: readonly Expr[]): Expr {
  const { takesRun, body } = directly(func);
  const [first, second, third] = args;
  switch (args.length) {
    case 0:
      return (run) => {
        run.call = site;
        return takesRun ? body(run) : body();
      };
    case 1:
      return (run, dot, frame) => {
        const a = first!(run, dot, frame);
        run.call = site;
        return takesRun ? body(run, a) : body(a);
      };
    case 2:
      return (run, dot, frame) => {
        const a = first!(run, dot, frame);
        const b = second!(run, dot, frame);
        run.call = site;
        return takesRun ? body(run, a, b) : body(a, b);
      };
    case 3:
      return (run, dot, frame) => {
        const a = first!(run, dot, frame);
        const b = second!(run, dot, frame);
        const c = third!(run, dot, frame);
        run.call = site;
        return takesRun ? body(run, a, b, c) : body(a, b, c);
      };
  }
  return (run, dot, frame) => {
    const values: unknown[] = takesRun ? [run] : [];
    for (let i = 0; i < args.length; i += 1) values.push(args[i]!(run, dot, frame));
    run.call = site;
    return body(...values);
  };
}

/** The value of the command before comes first, and is checked last. */
function callPiped(func: Func, site: CallSite, args: readonly Expr[], final: Expr, checkFinal: Check): Expr {
  const { takesRun, body } = directly(func);
  const [first, second] = args;
  switch (args.length) {
    case 0:
      return (run, dot, frame) => {
        const a = checkFinal(run, final(run, dot, frame));
        run.call = site;
        return takesRun ? body(run, a) : body(a);
      };
    case 1:
      return (run, dot, frame) => {
        const piped = final(run, dot, frame);
        const a = first!(run, dot, frame);
        const b = checkFinal(run, piped);
        run.call = site;
        return takesRun ? body(run, a, b) : body(a, b);
      };
    case 2:
      return (run, dot, frame) => {
        const piped = final(run, dot, frame);
        const a = first!(run, dot, frame);
        const b = second!(run, dot, frame);
        const c = checkFinal(run, piped);
        run.call = site;
        return takesRun ? body(run, a, b, c) : body(a, b, c);
      };
  }
  return (run, dot, frame) => {
    const piped = final(run, dot, frame);
    const values: unknown[] = takesRun ? [run] : [];
    for (let i = 0; i < args.length; i += 1) values.push(args[i]!(run, dot, frame));
    values.push(checkFinal(run, piped));
    run.call = site;
    return body(...values);
  };
}
