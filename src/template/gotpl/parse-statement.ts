import type { BranchNode, JumpNode, ListNode, Statement, TemplateNode } from './nodes.ts';
import { parsePipeline, unquoteToken } from './parse-pipeline.ts';
import { addTree, nestedParser, type Parser } from './parse-state.ts';
import type { Token } from './token.ts';

/** What closes a list of statements; no part of the tree. */
export interface TerminalNode {
  readonly kind: 'else' | 'end';
  readonly pos: number;
}

/** The body of a `define` or `block` up to its end, added to the templates of the text. */
export function parseBody(parser: Parser, name: string, context: string): void {
  const [list, end] = parseList(parser);
  if (end.kind !== 'end') parser.tokens.fail(`unexpected {{${end.kind}}} in ${context}`);
  addTree(parser, name, list);
}

/** Statements up to an `end` or `else`, which is returned beside them. */
function parseList(parser: Parser): [list: ListNode, next: TerminalNode] {
  const { tokens } = parser;
  const nodes: Statement[] = [];
  const { pos } = tokens.peekNonSpace();
  while (tokens.peekNonSpace().type !== 'eof') {
    const node = parseStatement(parser);
    if (isTerminal(node)) return [{ kind: 'list', pos, nodes }, node];
    nodes.push(node);
  }
  return tokens.fail('unexpected EOF');
}

export function parseStatement(parser: Parser): Statement | TerminalNode {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  if (token.type === 'text') return { kind: 'text', pos: token.pos, text: token.text };
  if (token.type !== 'leftDelim') return tokens.unexpected(token, 'input');
  tokens.actionStart = token;
  const node = parseAction(parser);
  tokens.actionStart = undefined;
  return node;
}

export function isTerminal(node: Statement | TerminalNode): node is TerminalNode {
  return node.kind === 'end' || node.kind === 'else';
}

/** An action whose left delimiter is past. */
function parseAction(parser: Parser): Statement | TerminalNode {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  switch (token.type) {
    case 'block':
      return parseBlock(parser);
    case 'break':
    case 'continue':
      return parseJump(parser, token.type, token.pos);
    case 'else':
      return parseElse(parser);
    case 'end':
      return { kind: 'end', pos: tokens.expect('end', 'rightDelim').pos };
    case 'if':
    case 'range':
    case 'with':
      return parseBranch(parser, token.type);
    case 'template':
      return parseTemplateAction(parser);
  }
  tokens.backup();
  const { pos } = tokens.peek();
  return { kind: 'action', pos, pipe: parsePipeline(parser, 'command', 'rightDelim') };
}

function parseJump(parser: Parser, kind: JumpNode['kind'], pos: number): JumpNode {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  if (token.type !== 'rightDelim') tokens.unexpected(token, `{{${kind}}}`);
  if (parser.rangeDepth === 0) tokens.fail(`{{${kind}}} outside {{range}}`);
  return { kind, pos };
}

/** `else if` and `else with` leave their second word to parseBranch. */
function parseElse({ tokens }: Parser): TerminalNode {
  const { type, pos } = tokens.peekNonSpace();
  if (type === 'if' || type === 'with') return { kind: 'else', pos };
  return { kind: 'else', pos: tokens.expect('else', 'rightDelim').pos };
}

function parseBranch(parser: Parser, kind: BranchNode['kind']): BranchNode {
  const mark = parser.variables.length;
  const pipe = parsePipeline(parser, kind, 'rightDelim');
  if (kind === 'range') parser.rangeDepth += 1;
  const [list, next] = parseList(parser);
  if (kind === 'range') parser.rangeDepth -= 1;
  const elseList = next.kind === 'else' ? parseElseList(parser, kind, next) : undefined;
  parser.variables.length = mark;
  return { kind, pos: pipe.pos, pipe, list, elseList };
}

function parseElseList(parser: Parser, kind: BranchNode['kind'], start: TerminalNode): ListNode {
  const { tokens } = parser;
  if (kind !== 'range' && tokens.peek().type === kind) {
    tokens.next();
    return { kind: 'list', pos: start.pos, nodes: [parseBranch(parser, kind)] };
  }
  const [list, next] = parseList(parser);
  if (next.kind !== 'end') tokens.fail(`expected end; found {{${next.kind}}}`);
  return list;
}

function parseBlock(parser: Parser): TemplateNode {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  const name = parseName(parser, token, 'block clause');
  const pipe = parsePipeline(parser, 'block clause', 'rightDelim');
  parseBody(nestedParser(parser), name, 'block clause');
  return { kind: 'template', pos: token.pos, name, pipe };
}

function parseTemplateAction(parser: Parser): TemplateNode {
  const { tokens } = parser;
  const token = tokens.nextNonSpace();
  const name = parseName(parser, token, 'template clause');
  if (tokens.nextNonSpace().type === 'rightDelim') return { kind: 'template', pos: token.pos, name, pipe: undefined };
  tokens.backup();
  const pipe = parsePipeline(parser, 'template clause', 'rightDelim');
  return { kind: 'template', pos: token.pos, name, pipe };
}

function parseName({ tokens }: Parser, token: Token, context: string): string {
  if (token.type !== 'string' && token.type !== 'rawString') return tokens.unexpected(token, context);
  return unquoteToken(tokens, token.text);
}
