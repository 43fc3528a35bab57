import type { Input } from './input.ts';
import { Node, NodeKind } from './node.ts';
import { parserProblem, YamlProblem } from './problem.ts';
import { Scanner } from './scanner.ts';
import { type Token, TokenType } from './token.ts';

/** The first document of a text; undefined when there is none. @throws YamlProblem */
export function parseDocument(input: Input): Node | undefined {
  return new Parser(new Scanner(input)).parseDocument();
}

/** What stands before a node: `&name !tag`. */
interface Properties {
  readonly line: number;
  readonly anchor: string | undefined;
  readonly tag: string;
}

/** Tokens into nodes. What is left out, `a:` or `- `, is an empty scalar. */
class Parser {
  private readonly tokens: Scanner;
  private readonly anchors = new Map<string, Node>();
  private readonly tagPrefixes = new Map<string, string>();

  constructor(tokens: Scanner) {
    this.tokens = tokens;
  }

  parseDocument(): Node | undefined {
    let token = this.tokens.peek();
    if (token.type === TokenType.StreamEnd) return undefined;
    const isExplicit =
      token.type === TokenType.VersionDirective ||
      token.type === TokenType.TagDirective ||
      token.type === TokenType.DocumentStart;
    this.readDirectives();
    let root: Node;
    if (isExplicit) {
      token = this.tokens.peek();
      if (token.type !== TokenType.DocumentStart) {
        throw parserProblem('did not find expected <document start>', token.line);
      }
      token = this.next();
      root = token.type <= TokenType.DocumentEnd ? empty(token.line) : this.parseNode(true, false);
    } else root = this.parseNode(true, false);
    // go-yaml looks for the document's end: what stands there has to be a token
    this.tokens.peek();
    return root;
  }

  private next(): Token {
    this.tokens.skip();
    return this.tokens.peek();
  }

  private readDirectives(): void {
    let hasVersion = false;
    for (let token = this.tokens.peek(); ; token = this.next()) {
      if (token.type === TokenType.VersionDirective) {
        if (hasVersion) throw parserProblem('found duplicate %YAML directive', token.line);
        if (token.value !== '1.1') throw parserProblem('found incompatible YAML document', token.line);
        hasVersion = true;
      } else if (token.type === TokenType.TagDirective) {
        if (this.tagPrefixes.has(token.value)) throw parserProblem('found duplicate %TAG directive', token.line);
        this.tagPrefixes.set(token.value, token.suffix);
      } else return;
    }
  }

  private parseNode(inBlock: boolean, mayBeIndentless: boolean): Node {
    const token = this.tokens.peek();
    switch (token.type) {
      case TokenType.Scalar:
        this.tokens.skip();
        return new Node(NodeKind.Scalar, token.line, '', token.value, token.isPlain);
      case TokenType.Alias:
        return this.parseAlias(token);
      case TokenType.Anchor:
      case TokenType.Tag:
        return this.parseContent(this.readProperties(token), inBlock, mayBeIndentless);
    }
    return this.parseContent(undefined, inBlock, mayBeIndentless);
  }

  private parseAlias(token: Token): Node {
    const target = this.anchors.get(token.value);
    if (target === undefined) throw new YamlProblem(`unknown anchor '${token.value}' referenced`, token.line + 1);
    this.tokens.skip();
    return new Node(NodeKind.Alias, token.line, '', token.value, false, target);
  }

  private readProperties(first: Token): Properties {
    let anchor: string | undefined;
    let tag: Token | undefined;
    let token = first;
    for (let left = 2; left > 0; left -= 1) {
      if (token.type === TokenType.Anchor && anchor === undefined) anchor = token.value;
      else if (token.type === TokenType.Tag && tag === undefined) tag = token;
      else break;
      token = this.next();
    }
    return { line: first.line, anchor, tag: tag === undefined ? '' : this.resolveTag(tag) };
  }

  private resolveTag({ value: handle, suffix, line }: Token): string {
    if (handle === '') return suffix;
    const prefix = this.tagPrefixes.get(handle) ?? defaultTagPrefixes[handle];
    if (prefix === undefined) throw parserProblem('found undefined tag handle', line);
    return prefix + suffix;
  }

  private parseContent(properties: Properties | undefined, inBlock: boolean, mayBeIndentless: boolean): Node {
    const token = this.tokens.peek();
    const line = properties?.line ?? token.line;
    const tag = properties?.tag ?? '';
    switch (token.type) {
      case TokenType.Scalar: {
        const isImplicit = tag === '' ? token.isPlain : tag === '!';
        const node = this.named(new Node(NodeKind.Scalar, line, tag, token.value, isImplicit), properties);
        this.tokens.skip();
        return node;
      }
      case TokenType.BlockMappingStart:
        if (!inBlock) break;
        return this.parseBlockMapping(this.named(new Node(NodeKind.Mapping, line, tag, '', false), properties));
      case TokenType.BlockSequenceStart:
        if (!inBlock) break;
        return this.parseBlockSequence(this.named(new Node(NodeKind.Sequence, line, tag, '', false), properties));
      case TokenType.BlockEntry:
        if (!mayBeIndentless) break;
        return this.parseIndentless(this.named(new Node(NodeKind.Sequence, line, tag, '', false), properties));
      case TokenType.FlowSequenceStart:
        return this.parseFlowSequence(this.named(new Node(NodeKind.Sequence, line, tag, '', false), properties));
      case TokenType.FlowMappingStart:
        return this.parseFlowMapping(this.named(new Node(NodeKind.Mapping, line, tag, '', false), properties));
    }
    if (properties === undefined) throw parserProblem('did not find expected node content', token.line);
    return this.named(new Node(NodeKind.Scalar, line, tag, '', tag === ''), properties);
  }

  /** An anchor is known as soon as its node starts. */
  private named(node: Node, properties: Properties | undefined): Node {
    if (properties?.anchor !== undefined) this.anchors.set(properties.anchor, node);
    return node;
  }

  private parseBlockMapping(mapping: Node): Node {
    this.tokens.skip();
    for (;;) {
      let token = this.tokens.peek();
      if (token.type === TokenType.BlockEnd) break;
      if (token.type !== TokenType.Key) throw parserProblem('did not find expected key', token.line);
      mapping.children.push(this.parseBlockEntryPart(token.line));
      token = this.tokens.peek();
      mapping.children.push(token.type === TokenType.Value ? this.parseBlockEntryPart(token.line) : empty(token.line));
    }
    this.tokens.skip();
    return mapping;
  }

  /** A key behind `?` or a value behind `:`, which may be nothing. */
  private parseBlockEntryPart(line: number): Node {
    const { type } = this.next();
    return type === TokenType.Key || type === TokenType.Value || type === TokenType.BlockEnd
      ? empty(line)
      : this.parseNode(true, true);
  }

  private parseBlockSequence(sequence: Node): Node {
    this.tokens.skip();
    for (;;) {
      const token = this.tokens.peek();
      if (token.type === TokenType.BlockEnd) break;
      if (token.type !== TokenType.BlockEntry) throw parserProblem("did not find expected '-' indicator", token.line);
      const { type } = this.next();
      const isEmpty = type === TokenType.BlockEntry || type === TokenType.BlockEnd;
      sequence.children.push(isEmpty ? empty(token.line) : this.parseNode(true, false));
    }
    this.tokens.skip();
    return sequence;
  }

  /** A sequence whose dashes stand at the column of the key it belongs to. */
  private parseIndentless(sequence: Node): Node {
    for (;;) {
      const token = this.tokens.peek();
      if (token.type !== TokenType.BlockEntry) return sequence;
      const { type } = this.next();
      const isEmpty =
        type === TokenType.BlockEntry ||
        type === TokenType.Key ||
        type === TokenType.Value ||
        type === TokenType.BlockEnd;
      sequence.children.push(isEmpty ? empty(token.line) : this.parseNode(true, false));
    }
  }

  private parseFlowSequence(sequence: Node): Node {
    let token = this.next();
    for (let isFirst = true; token.type !== TokenType.FlowSequenceEnd; isFirst = false) {
      if (!isFirst) {
        if (token.type !== TokenType.FlowEntry) throw parserProblem("did not find expected ',' or ']'", token.line);
        token = this.next();
        if (token.type === TokenType.FlowSequenceEnd) break;
      }
      sequence.children.push(token.type === TokenType.Key ? this.parsePair(token) : this.parseNode(false, false));
      token = this.tokens.peek();
    }
    this.tokens.skip();
    return sequence;
  }

  /** `key: value` as an item of a flow sequence: a mapping of its own. */
  private parsePair(key: Token): Node {
    const pair = new Node(NodeKind.Mapping, key.line, '', '', false);
    let token = this.next();
    if (
      token.type === TokenType.Value ||
      token.type === TokenType.FlowEntry ||
      token.type === TokenType.FlowSequenceEnd
    ) {
      // as in libyaml, the token is lost
      pair.children.push(empty(token.line));
      this.tokens.skip();
    } else pair.children.push(this.parseNode(false, false));
    token = this.tokens.peek();
    if (token.type === TokenType.Value) {
      token = this.next();
      if (token.type !== TokenType.FlowEntry && token.type !== TokenType.FlowSequenceEnd) {
        pair.children.push(this.parseNode(false, false));
        this.tokens.peek();
        return pair;
      }
    }
    pair.children.push(empty(token.line));
    return pair;
  }

  private parseFlowMapping(mapping: Node): Node {
    let token = this.next();
    for (let isFirst = true; token.type !== TokenType.FlowMappingEnd; isFirst = false) {
      if (!isFirst) {
        if (token.type !== TokenType.FlowEntry) throw parserProblem("did not find expected ',' or '}'", token.line);
        token = this.next();
        if (token.type === TokenType.FlowMappingEnd) break;
      }
      if (token.type === TokenType.Key) {
        token = this.next();
        const hasKey =
          token.type !== TokenType.Value &&
          token.type !== TokenType.FlowEntry &&
          token.type !== TokenType.FlowMappingEnd;
        mapping.children.push(hasKey ? this.parseNode(false, false) : empty(token.line));
        mapping.children.push(this.parseFlowValue());
      } else {
        mapping.children.push(this.parseNode(false, false));
        mapping.children.push(empty(this.tokens.peek().line));
      }
      token = this.tokens.peek();
    }
    this.tokens.skip();
    return mapping;
  }

  private parseFlowValue(): Node {
    let token = this.tokens.peek();
    if (token.type === TokenType.Value) {
      token = this.next();
      if (token.type !== TokenType.FlowEntry && token.type !== TokenType.FlowMappingEnd) {
        return this.parseNode(false, false);
      }
    }
    return empty(token.line);
  }
}

const defaultTagPrefixes: Readonly<Record<string, string>> = { '!': '!', '!!': 'tag:yaml.org,2002:' };

function empty(line: number): Node {
  return new Node(NodeKind.Scalar, line, '', '', true);
}
