import type { Value } from '../go/index.ts';
import { compileMethodArguments, type MethodArguments } from './compile-method.ts';
import type { Compiled, Expr, Unit } from './compiled.ts';
import type { Execution, Frame, Val } from './execution.ts';
import { type FieldSite, fieldOf, lastFieldOf } from './field.ts';
import type { Node, Operand } from './nodes.ts';

/** What fields are taken from. */
export interface Receiver {
  /** The operand as a whole: what is named when a method fails. */
  readonly node: Node;
  /** Where messages place what is wrong with a field. */
  readonly last: Node | undefined;
  /** Of dot or a variable that may be an item of a range. */
  readonly originSlot: number | undefined;
  /** Dot, the slot of a variable, or any expression. */
  readonly from: 'dot' | number | Expr;
}

/** `.A.B.C`, after whatever it is taken from; if the last is a method, it gets the arguments. */
export function compileFields(
  unit: Unit,
  receiver: Receiver,
  names: readonly string[],
  args: readonly Operand[],
  final: Compiled | undefined,
): Compiled {
  const { node, last, originSlot } = receiver;
  const site: FieldSite = { node, last, originSlot, names, unit };
  if (args.length === 0 && !final) return { expr: compilePath(site, receiver.from), last };
  const given = compileMethodArguments(unit, args, final, last);
  return { expr: compileCall(site, fromExpr(receiver.from), given, final), last: given.last };
}

function compilePath(site: FieldSite, from: Receiver['from']): Expr {
  const { names } = site;
  if (names.some((name) => site.unit.mapMethodNames.has(name))) {
    const start = fromExpr(from);
    return (run, dot, frame) => resolve(run, frame, start(run, dot, frame), site);
  }
  const [only] = names as [string];
  if (from === 'dot') {
    if (names.length === 1) return (run, dot, frame) => oneKey(run, frame, dot, only, site);
    return (run, dot, frame) => keys(run, frame, dot, names, site);
  }
  if (typeof from === 'number') {
    if (names.length === 1) return (run, _dot, frame) => oneKey(run, frame, frame[from], only, site);
    return (run, _dot, frame) => keys(run, frame, frame[from], names, site);
  }
  return (run, dot, frame) => keys(run, frame, from(run, dot, frame), names, site);
}

function fromExpr(from: Receiver['from']): Expr {
  if (from === 'dot') return (_run, dot) => dot;
  return typeof from === 'number' ? (_run, _dot, frame) => frame[from] : from;
}

function oneKey(run: Execution, frame: Frame, value: Val, name: string, site: FieldSite): Val {
  if (value instanceof Map) {
    const item = value.get(name) as Value | undefined;
    if (item !== undefined) return item;
  }
  return fieldOf(run, frame, value, undefined, 0, site);
}

function keys(run: Execution, frame: Frame, start: Val, names: readonly string[], site: FieldSite): Val {
  let parent: Val;
  let value = start;
  for (let i = 0; i < names.length; i += 1) {
    const next: Val = value instanceof Map ? (value.get(names[i]!) as Val) : undefined;
    const field: Val = next === undefined ? fieldOf(run, frame, value, parent, i, site) : next;
    parent = value;
    value = field;
  }
  return value;
}

/** The same where a name may be a method of a map. */
function resolve(run: Execution, frame: Frame, start: Val, site: FieldSite, count = site.names.length): Val {
  let parent: Val;
  let value = start;
  for (let i = 0; i < count; i += 1) {
    const field: Val = fieldOf(run, frame, value, parent, i, site);
    parent = value;
    value = field;
  }
  return value;
}

function compileCall(site: FieldSite, start: Expr, given: MethodArguments, final: Compiled | undefined): Expr {
  const { names } = site;
  return (run, dot, frame) => {
    const piped = final?.expr(run, dot, frame);
    given.forgetDeclared(frame);
    let parent: Val;
    let value = start(run, dot, frame);
    for (let i = 0; i < names.length - 1; i += 1) {
      const field: Val = fieldOf(run, frame, value, parent, i, site);
      parent = value;
      value = field;
    }
    return lastFieldOf(run, dot, frame, value, parent, site, given, piped);
  };
}
