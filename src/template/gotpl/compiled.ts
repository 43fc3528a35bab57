import type { Funcs } from '../go/index.ts';
import { Failure } from './error.ts';
import type { Execution, Frame, Val } from './execution.ts';
import type { Node, Operand, PipeNode } from './nodes.ts';
import type { MapMethods, MissingKey } from './options.ts';
import type { Scope } from './scope.ts';

/** An expression as a closure. */
export type Expr = (run: Execution, dot: Val, frame: Frame) => Val;

/** A statement as a closure: it writes to the execution's output. */
export type Step = (run: Execution, dot: Val, frame: Frame) => Signal;

/** How a statement ended: 0 as usual, 1 with `break`, 2 with `continue`. */
export type Signal = 0 | 1 | 2;

/** An expression, and the operand that it evaluates last, where Go's messages place what is wrong with its value. */
export interface Compiled {
  readonly expr: Expr;
  /** Undefined when it is known only then: the execution's `last`. */
  readonly last: Node | undefined;
}

export interface CompileOptions {
  readonly funcs: Funcs;
  readonly missingKey: MissingKey;
  readonly mapMethods: MapMethods;
  /** Names that any of them has. */
  readonly mapMethodNames: ReadonlySet<string>;
}

/** One template while it is compiled. */
export interface Unit extends CompileOptions {
  readonly scope: Scope;
  /** An operand that has no arguments. */
  compileOperand(operand: Operand): Compiled;
  /** A pipeline with what it declares. */
  compilePipe(pipe: PipeNode): Compiled;
}

/** Go digs the nil out of its interface behind every command. Here it is done where someone can tell the difference. */
export function dig(value: Val): Val {
  return value === null ? undefined : value;
}

/** Stops the template at a node, or at the last operand that was evaluated. */
export function fail(run: Execution, node: Node | undefined, reason: string): never {
  throw new Failure((node ?? run.last)!, reason);
}

/** What is known to be wrong before it executes; Go finds it when it gets there, behind `before`. */
export function failing(node: Node | undefined, reason: string, before?: Compiled): Compiled {
  const expr: Expr = (run, dot, frame) => {
    before?.expr(run, dot, frame);
    return fail(run, node, reason);
  };
  return { expr, last: node };
}
