import { quote } from '../go/index.ts';
import { isEmptyList, type ListNode, type Tree } from './nodes.ts';
import { Tokens } from './tokens.ts';

export type HasFunction = (name: string) => boolean;

/** What is known while one tree is parsed; a `define` or `block` within it has its own, over the same lexer. */
export interface Parser {
  readonly tokens: Tokens;
  readonly hasFunction: HasFunction;
  readonly trees: Map<string, Tree>;
  /** Names in scope, innermost last. */
  readonly variables: string[];
  rangeDepth: number;
  /** Of parentheses. */
  depth: number;
}

export function newParser(tokens: Tokens, hasFunction: HasFunction, trees: Map<string, Tree>): Parser {
  return { tokens, hasFunction, trees, variables: ['$'], rangeDepth: 0, depth: 0 };
}

export function nestedParser(outer: Parser): Parser {
  const { lexer, text, parseName } = outer.tokens;
  return newParser(new Tokens(lexer, text, parseName), outer.hasFunction, outer.trees);
}

/** Adds a template to those of the text; one that is empty neither replaces nor contradicts another. */
export function addTree({ trees, tokens }: Parser, name: string, root: ListNode): void {
  const { parseName, text } = tokens;
  const old = trees.get(name);
  if (!old || isEmptyList(old.root)) trees.set(name, { name, parseName, text, root });
  else if (!isEmptyList(root)) tokens.fail(`template: multiple definition of template ${quote(name)}`);
}
