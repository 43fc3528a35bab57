import { Lexer } from './lexer.ts';
import type { ListNode, Statement, Tree } from './nodes.ts';
import { unquoteToken } from './parse-pipeline.ts';
import { addTree, type HasFunction, nestedParser, newParser, type Parser } from './parse-state.ts';
import { isTerminal, parseBody, parseStatement } from './parse-statement.ts';
import { Tokens } from './tokens.ts';

/**
 * Parses a text into the templates that it defines, the text itself among them under its own name.
 * @throws TemplateError of kind `syntax`, with Go's message.
 */
export function parseTemplates(name: string, text: string, hasFunction: HasFunction): Map<string, Tree> {
  const lexer = new Lexer(text);
  lexer.isBreakKeyword = !hasFunction('break');
  lexer.isContinueKeyword = !hasFunction('continue');
  const parser = newParser(new Tokens(lexer, text, name), hasFunction, new Map());
  try {
    addTree(parser, name, parseRoot(parser));
  } catch (error) {
    // the parser recurses where Go's has a limit of its own, or none
    if (error instanceof RangeError) parser.tokens.fail('max expression depth exceeded');
    throw error;
  }
  return parser.trees;
}

function parseRoot(parser: Parser): ListNode {
  const { tokens } = parser;
  const nodes: Statement[] = [];
  const { pos } = tokens.peek();
  while (tokens.peek().type !== 'eof') {
    if (tokens.peek().type === 'leftDelim') {
      const delim = tokens.next();
      if (tokens.nextNonSpace().type === 'define') {
        parseDefinition(parser);
        continue;
      }
      tokens.backup2(delim);
    }
    const node = parseStatement(parser);
    if (isTerminal(node)) return tokens.fail(`unexpected {{${node.kind}}}`);
    nodes.push(node);
  }
  return { kind: 'list', pos, nodes };
}

function parseDefinition(outer: Parser): void {
  const parser = nestedParser(outer);
  const { tokens } = parser;
  const quoted = tokens.expect('define clause', 'string', 'rawString');
  const name = unquoteToken(tokens, quoted.text);
  tokens.expect('define clause', 'rightDelim');
  parseBody(parser, name, 'define clause');
}
