import { quote, unquote } from '../go/index.ts';
import type { ChainNode, CommandNode, FieldNode, Operand, PipeNode, VariableNode } from './nodes.ts';
import { parseNumber } from './number.ts';
import type { Parser } from './parse-state.ts';
import { printNode } from './print-node.ts';
import type { Token, TokenType } from './token.ts';
import type { Tokens } from './tokens.ts';

/** Of parentheses, as in Go. */
const maxDepth = 10_000;

/** `declarations? command ('|' command)*` up to `end`, which is consumed. */
export function parsePipeline(parser: Parser, context: string, end: TokenType): PipeNode {
  const { tokens } = parser;
  const { pos } = tokens.peekNonSpace();
  const { variables, isAssign } = parseDeclarations(parser, context);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = tokens.nextNonSpace();
    if (token.type === end) break;
    if (!operandStarts.has(token.type)) tokens.unexpected(token, context);
    tokens.backup();
    commands.push(parseCommand(parser));
  }
  checkPipeline(tokens, commands, context);
  return { kind: 'pipe', pos, isAssign, variables, commands };
}

const operandStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);

function parseDeclarations(parser: Parser, context: string): Pick<PipeNode, 'isAssign' | 'variables'> {
  const { tokens } = parser;
  const variables: VariableNode[] = [];
  while (tokens.peekNonSpace().type === 'variable') {
    const variable = tokens.next();
    // `$x foo` is known from `$x := foo` by the third token only: what is read too far is pushed back
    const after = tokens.peek();
    const next = tokens.peekNonSpace();
    const isLast = next.type === 'assign' || next.type === 'declare';
    if (isLast || (next.type === 'char' && next.text === ',')) {
      tokens.nextNonSpace();
      variables.push(newVariable(variable.pos, variable.text));
      parser.variables.push(variable.text);
      if (isLast) return { variables, isAssign: next.type === 'assign' };
      if (context !== 'range' || variables.length > 1) tokens.fail(`too many declarations in ${context}`);
      if (!afterComma.has(tokens.peekNonSpace().type)) tokens.fail('range can only initialize variables');
      continue;
    }
    if (after.type === 'space') tokens.backup3(variable, after);
    else tokens.backup2(variable);
    break;
  }
  return { variables, isAssign: false };
}

const afterComma: ReadonlySet<TokenType> = new Set<TokenType>(['variable', 'rightDelim', 'rightParen']);

function checkPipeline(tokens: Tokens, commands: readonly CommandNode[], context: string): void {
  if (commands.length === 0) tokens.fail(`missing value for ${context}`);
  for (let i = 1; i < commands.length; i += 1) {
    if (isConstant(commands[i]!.operands[0]!)) tokens.fail(`non executable command in pipeline stage ${i + 1}`);
  }
}

function isConstant({ kind }: Operand): boolean {
  return kind === 'bool' || kind === 'dot' || kind === 'nil' || kind === 'number' || kind === 'string';
}

/** Operands up to a pipe character, which is consumed, or what ends the pipeline, which is not. */
function parseCommand(parser: Parser): CommandNode {
  const { tokens } = parser;
  const { pos } = tokens.peekNonSpace();
  const operands: Operand[] = [];
  for (;;) {
    tokens.peekNonSpace();
    const operand = parseOperand(parser);
    if (operand) operands.push(operand);
    const token = tokens.next();
    if (token.type === 'space') continue;
    if (token.type === 'rightDelim' || token.type === 'rightParen') tokens.backup();
    else if (token.type !== 'pipe') tokens.unexpected(token, 'operand');
    break;
  }
  if (operands.length === 0) tokens.fail('empty command');
  return { kind: 'command', pos, operands };
}

/** A term and the fields behind it; undefined when the next token starts none. */
function parseOperand(parser: Parser): Operand | undefined {
  const { tokens } = parser;
  const term = parseTerm(parser);
  if (!term || tokens.peek().type !== 'field') return term;
  const { pos } = tokens.peek();
  const names: string[] = [];
  while (tokens.peek().type === 'field') names.push(tokens.next().text.slice(1));
  if (term.kind === 'field' || term.kind === 'variable') return { ...term, pos, names: [...term.names, ...names] };
  if (isConstant(term)) tokens.fail(`unexpected . after term ${quote(printNode(term))}`);
  const chain: ChainNode = { kind: 'chain', pos, operand: term, names };
  return chain;
}

function parseTerm(parser: Parser): Operand | undefined {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  const { pos, text } = token;
  switch (token.type) {
    case 'identifier':
      if (!parser.hasFunction(text)) tokens.fail(`function ${quote(text)} not defined`);
      return { kind: 'identifier', pos, name: text };
    case 'dot':
    case 'nil':
      return { kind: token.type, pos };
    case 'variable':
      return useVariable(parser, token);
    case 'field':
      return newField(pos, text);
    case 'bool':
      return { kind: 'bool', pos, value: text === 'true' };
    case 'charConstant':
    case 'complex':
    case 'number': {
      const { type } = token;
      return tokens.attempt(() => parseNumber(text, type, pos));
    }
    case 'leftParen':
      return parseParens(parser);
    case 'string':
    case 'rawString':
      return { kind: 'string', pos, quoted: text, value: unquoteToken(tokens, text) };
  }
  tokens.backup();
  return undefined;
}

function parseParens(parser: Parser): PipeNode {
  if (parser.depth >= maxDepth) parser.tokens.fail('max expression depth exceeded');
  parser.depth += 1;
  const pipe = parsePipeline(parser, 'parenthesized pipeline', 'rightParen');
  parser.depth -= 1;
  return pipe;
}

function useVariable(parser: Parser, { pos, text }: Token): VariableNode {
  if (!parser.variables.includes(text)) parser.tokens.fail(`undefined variable ${quote(text)}`);
  return newVariable(pos, text);
}

function newVariable(pos: number, text: string): VariableNode {
  return { kind: 'variable', pos, names: [text] };
}

function newField(pos: number, text: string): FieldNode {
  return { kind: 'field', pos, names: [text.slice(1)] };
}

export function unquoteToken(tokens: Tokens, quoted: string): string {
  // most have nothing to unquote
  if (!quoted.includes('\\') && quoted.isWellFormed() && !quoted.includes('\r')) return quoted.slice(1, -1);
  return tokens.attempt(() => unquote(quoted));
}
