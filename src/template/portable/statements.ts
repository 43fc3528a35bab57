import type {
  AssignmentExpression,
  CallExpression,
  Expression,
  ForOfStatement,
  IfStatement,
  Program,
  Statement,
  VariableDeclaration,
} from 'acorn';
import { conditionOf } from './conditions.ts';
import { bare, type Context } from './context.ts';
import { checkedList, itemOf } from './lists.ts';
import { bind } from './patterns.ts';
import { Scope } from './scope.ts';
import { undefinedValue } from './value.ts';

export type WriteTag = (context: Context, code: Expression, tag: number) => void;

/** Translates statements; what tags write goes to `writeTag`. */
export function runStatement(context: Context, statement: Statement, writeTag: WriteTag): void {
  const run = (inner: Statement) => runStatement(context, inner, writeTag);
  const block = (inner: Statement) => context.within(new Scope(context.scope), () => run(inner));
  switch (statement.type) {
    case 'EmptyStatement':
      return;
    case 'BlockStatement':
      context.within(new Scope(context.scope), () => {
        for (const inner of statement.body) run(inner);
      });
      return;
    case 'VariableDeclaration':
      declare(context, statement);
      return;
    case 'ExpressionStatement':
      runExpression(context, statement.expression, writeTag);
      return;
    case 'IfStatement':
      runIf(context, statement, block);
      return;
    case 'ForOfStatement':
      runLoop(context, statement, run);
      return;
    default:
      throw context.refuse(
        statement as Program['body'][number],
        `${words[statement.type] ?? 'this statement'} is not portable`,
        'the statements are const, let, if, for (const x of list) and fail()',
      );
  }
}

const words: Readonly<Record<string, string>> = {
  ForStatement: 'for (;;)',
  ForInStatement: 'for … in',
  WhileStatement: 'while',
  DoWhileStatement: 'do … while',
  SwitchStatement: 'switch',
  TryStatement: 'try',
  ThrowStatement: 'throw',
  ReturnStatement: 'return',
  BreakStatement: 'break',
  ContinueStatement: 'continue',
  FunctionDeclaration: 'function',
  ClassDeclaration: 'class',
};

function declare(context: Context, { kind, declarations }: VariableDeclaration): void {
  for (const declarator of declarations) {
    const { id, init } = declarator;
    if (kind === 'var') throw context.refuse(declarator, 'var is not portable', 'write const or let');
    if (init?.type === 'ArrowFunctionExpression' && id.type === 'Identifier') {
      context.scope.declare(id.name, { is: 'function', code: init, scope: context.scope });
    } else {
      const canChange = kind === 'let';
      const given = init ? (canChange ? context.evaluate(init) : context.evaluateLoose(init)) : undefinedValue;
      bind(context, id, given, init ?? id, { canChange });
    }
  }
}

function runExpression(context: Context, node: Expression, writeTag: WriteTag): void {
  if (node.type === 'AssignmentExpression') {
    assign(context, node);
    return;
  }
  if (node.type === 'Literal' && node.value === 'use strict') return;
  const made = node.type === 'CallExpression' ? madeBy(node) : undefined;
  if (!made) {
    context.evaluateLoose(node);
    return;
  }
  const [first, second] = node.type === 'CallExpression' ? node.arguments : [];
  if (made === 'text') writeText(context, node, (first as { value: string }).value);
  else writeTag(context, first as Expression, Number((second as { value: number }).value));
}

function writeText(context: Context, node: Expression, text: string): void {
  if (text.includes('<no value>')) {
    throw context.refuse(node, 'Helm takes <no value> out of what is written', 'say it in other words');
  }
  context.writer.text(text);
}

/** Which of the frame's functions is called: what stands between the author's code. */
function madeBy({ callee }: CallExpression): string | undefined {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  return callee.object.name === '__t' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
}

function assign(context: Context, node: AssignmentExpression): void {
  const { left, right, operator } = node;
  if (left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === '__t') return;
  const binding = left.type === 'Identifier' ? context.scope.find(left.name) : undefined;
  if (operator !== '=' || binding?.is !== 'value' || !binding.canChange) {
    throw context.refuse(node, 'only a let can be given another value', 'make a new value: { ...table, key: value }');
  }
  context.writer.action(`${binding.value.go} = ${bare(context.evaluate(right).go)}`);
}

function runIf(
  context: Context,
  { test, consequent, alternate }: IfStatement,
  block: (inner: Statement) => void,
): void {
  context.writer.action(`if ${bare(conditionOf(context, test).go)}`);
  block(consequent);
  if (alternate) {
    context.writer.action('else');
    block(alternate);
  }
  context.writer.action('end');
}

function runLoop(context: Context, node: ForOfStatement, run: (inner: Statement) => void): void {
  const { left, right, body } = node;
  if (node.await || left.type !== 'VariableDeclaration') {
    throw context.refuse(node, 'this loop is not portable', 'write for (const x of list)');
  }
  const list = checkedList(context, context.evaluate(right), right);
  const pattern = left.declarations[0]!.id;
  const item = pattern.type === 'Identifier' ? context.nameFor(pattern.name) : context.temporary();
  context.writer.action(`range ${item} := ${list.go}`);
  context.within(new Scope(context.scope), () => {
    bind(context, pattern, itemOf(list, item), right, { canChange: left.kind === 'let' });
    run(body);
  });
  context.writer.action('end');
}
