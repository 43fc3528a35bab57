import { isTrue, quote } from '../go/index.ts';
import { compileCondition } from './compile-condition.ts';
import { compilePipe } from './compile-pipeline.ts';
import { compileRange } from './compile-range.ts';
import { dig, type Expr, fail, type Step, type Unit } from './compiled.ts';
import type { Val } from './execution.ts';
import type { ActionNode, BranchNode, ListNode, Statement, TemplateNode } from './nodes.ts';
import { textOf, textOfMade } from './print-value.ts';

export function compileList(unit: Unit, list: ListNode): Step {
  return inSequence(joinTexts(list.nodes).map((node) => compileStatement(unit, node)));
}

/** Comments and definitions leave texts beside each other. */
function joinTexts(nodes: readonly Statement[]): readonly Statement[] {
  const joined: Statement[] = [];
  for (const node of nodes) {
    const before = joined.at(-1);
    if (node.kind === 'text' && before?.kind === 'text')
      joined[joined.length - 1] = { ...before, text: before.text + node.text };
    else joined.push(node);
  }
  return joined;
}

function inSequence(steps: readonly Step[]): Step {
  const [first, second, third] = steps;
  switch (steps.length) {
    case 0:
      return () => 0;
    case 1:
      return first!;
    case 2:
      return (run, dot, frame) => first!(run, dot, frame) || second!(run, dot, frame);
    case 3:
      return (run, dot, frame) => first!(run, dot, frame) || second!(run, dot, frame) || third!(run, dot, frame);
  }
  return (run, dot, frame) => {
    for (let i = 0; i < steps.length; i += 1) {
      const signal = steps[i]!(run, dot, frame);
      if (signal !== 0) return signal;
    }
    return 0;
  };
}

function compileStatement(unit: Unit, node: Statement): Step {
  switch (node.kind) {
    case 'text':
      return write(node.text);
    case 'action':
      return compileAction(unit, node);
    case 'if':
      return unit.scope.within(() => compileIf(unit, node));
    case 'with':
      return unit.scope.within(() => compileWith(unit, node));
    case 'range':
      return unit.scope.within(() => compileRange(unit, node, compileList));
    case 'template':
      return compileTemplate(unit, node);
    case 'break':
      return () => 1;
    case 'continue':
      return () => 2;
  }
}

function write(text: string): Step {
  return (run) => {
    run.out += text;
    return 0;
  };
}

function compileAction(unit: Unit, { pipe }: ActionNode): Step {
  const { expr } = compilePipe(unit, pipe);
  if (pipe.variables.length > 0) return evaluate(expr);
  // what a function gives has no address
  const isMade = pipe.commands.at(-1)!.operands[0]!.kind === 'identifier';
  return print(expr, isMade ? textOfMade : textOf);
}

function evaluate(expr: Expr): Step {
  return (run, dot, frame) => {
    expr(run, dot, frame);
    return 0;
  };
}

function print(expr: Expr, textOf: (value: Val) => string): Step {
  return (run, dot, frame) => {
    const value = expr(run, dot, frame);
    run.out += typeof value === 'string' ? value : textOf(value);
    return 0;
  };
}

function compileIf(unit: Unit, node: BranchNode): Step {
  const test = compileCondition(unit, node.pipe);
  const list = unit.scope.within(() => compileList(unit, node.list));
  const elseList = node.elseList && compileList(unit, node.elseList);
  if (!elseList) return (run, dot, frame) => (test(run, dot, frame) ? list(run, dot, frame) : 0);
  return (run, dot, frame) => (test(run, dot, frame) ? list(run, dot, frame) : elseList(run, dot, frame));
}

function compileWith(unit: Unit, node: BranchNode): Step {
  const { expr } = compilePipe(unit, node.pipe);
  const list = unit.scope.within(() => {
    unit.scope.dotOrigin = undefined;
    return compileList(unit, node.list);
  });
  const elseList = node.elseList ? compileList(unit, node.elseList) : () => 0 as const;
  return (run, dot, frame) => {
    const value = expr(run, dot, frame);
    const isGiven = value !== undefined && isTrue(value);
    return isGiven ? list(run, value, frame) : elseList(run, dot, frame);
  };
}

function compileTemplate(unit: Unit, node: TemplateNode): Step {
  const { name, pipe } = node;
  const data = pipe ? compilePipe(unit, pipe).expr : () => undefined;
  return (run, dot, frame) => {
    const template = run.templates.find(name);
    if (!template) return fail(run, node, `template ${quote(name)} not defined`);
    run.invoke(template, dig(data(run, dot, frame)), node);
    return 0;
  };
}
