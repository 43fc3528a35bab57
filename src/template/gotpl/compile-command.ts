import { int } from '../go/index.ts';
import { compileCall } from './compile-call.ts';
import { compileFields } from './compile-field.ts';
import { type Compiled, dig, type Expr, fail, failing, type Unit } from './compiled.ts';
import { complexValue } from './complex.ts';
import type { ChainNode, FieldNode, Literal, Node, NumberNode, Operand, VariableNode } from './nodes.ts';
import { printNode } from './print-node.ts';
import type { Variable } from './scope.ts';
import { isThere } from './variables.ts';

/**
 * A command: an operand, with its arguments and the value of the command before it as its last argument.
 * `node` is what is named when a function fails.
 */
export function compileCommand(
  unit: Unit,
  node: Node,
  operands: readonly Operand[],
  final: Compiled | undefined,
  pipe: Node,
): Compiled {
  const [first, ...args] = operands as [Operand, ...Operand[]];
  switch (first.kind) {
    case 'field':
      return compileField(unit, first, args, final);
    case 'chain':
      return compileChain(unit, first, args, final);
    case 'identifier':
      return compileCall(unit, first, node, args, final);
    case 'variable':
      return compileVariable(unit, first, args, final);
  }
  const at = first.kind === 'pipe' ? (final ? final.last : pipe) : first;
  if (args.length > 0 || final) return notFunction(at, first, final);
  return first.kind === 'nil' ? failing(first, 'nil is not a command') : compileOperand(unit, first);
}

function notFunction(at: Node | undefined, operand: Operand, final: Compiled | undefined): Compiled {
  return failing(at, `can't give argument to non-function ${printNode(operand)}`, final);
}

/** An operand that has no arguments. */
export function compileOperand(unit: Unit, operand: Operand): Compiled {
  switch (operand.kind) {
    case 'dot':
      return { expr: (_run, dot) => dot, last: operand };
    case 'nil':
      return constant(undefined, operand);
    case 'field':
      return compileField(unit, operand, [], undefined);
    case 'chain':
      return compileChain(unit, operand, [], undefined);
    case 'identifier':
      return compileCall(unit, operand, operand, [], undefined);
    case 'variable':
      return compileVariable(unit, operand, [], undefined);
    case 'pipe':
      return unit.compilePipe(operand);
    default:
      return compileLiteral(operand);
  }
}

function compileLiteral(literal: Literal): Compiled {
  if (literal.kind !== 'number') return constant(literal.value, literal);
  const { complex, float, text } = literal;
  if (complex) return constant(complexValue(complex), literal);
  if (float !== undefined && isFloatText(text)) return constant(float, literal);
  if (literal.int === undefined) return failing(literal, `${text} overflows int`);
  return constant(int(literal.int), literal);
}

function isFloatText(text: NumberNode['text']): boolean {
  const isHexInt = /^0[xX]./.test(text) && !/[pP]/.test(text);
  return !isHexInt && !text.startsWith("'") && /[.eEpP]/.test(text);
}

export function constant(value: ReturnType<Expr>, node: Node): Compiled {
  return { expr: () => value, last: node };
}

function compileField(unit: Unit, node: FieldNode, args: readonly Operand[], final: Compiled | undefined): Compiled {
  const { dotOrigin } = unit.scope;
  return compileFields(unit, { node, last: node, originSlot: dotOrigin, from: 'dot' }, node.names, args, final);
}

function compileChain(unit: Unit, node: ChainNode, args: readonly Operand[], final: Compiled | undefined): Compiled {
  const { expr, last } = compileOperand(unit, node.operand);
  const from: Expr = node.operand.kind === 'pipe' ? (run, dot, frame) => dig(expr(run, dot, frame)) : expr;
  return compileFields(unit, { node, last, originSlot: undefined, from }, node.names, args, final);
}

function compileVariable(
  unit: Unit,
  node: VariableNode,
  args: readonly Operand[],
  final: Compiled | undefined,
): Compiled {
  const [name, ...names] = node.names as [string, ...string[]];
  const found = unit.scope.find(name);
  const [only] = found;
  const isPlain = found.length === 1 && !only!.isConditional;
  const from = isPlain ? only!.slot : search(found, name, node);
  if (names.length > 0) {
    return compileFields(unit, { node, last: node, originSlot: only?.originSlot, from }, names, args, final);
  }
  const expr: Expr = typeof from === 'number' ? (_run, _dot, frame) => frame[from] : from;
  if (args.length > 0 || final) return notFunction(node, node, final);
  return { expr, last: node };
}

function search(found: readonly Variable[], name: string, node: Node): Expr {
  return (run, _dot, frame) => {
    const variable = found.find((candidate) => isThere(candidate, frame));
    return variable ? frame[variable.slot] : fail(run, node, `undefined variable: ${name}`);
  };
}
