import { isAlpha, isBlankOrEnd, isIndicator } from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanBlockScalar } from './scan-block-scalar.ts';
import { scanPlain } from './scan-plain.ts';
import { scanQuoted } from './scan-quoted.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-tag.ts';
import { forget, isFar, newKey, type SimpleKey } from './simple-key.ts';
import { Token, TokenType } from './token.ts';

const maxDepth = 10_000;

/**
 * Text into tokens, as libyaml's scanner, which go-yaml carries, makes them: one after the other as they are asked for, so
 * that what is wrong behind the first document is never seen. A token is handed out only when it is known whether a key
 * starts with it: the tokens that open the mapping are put in front of it then.
 */
export class Scanner extends Cursor {
  flowLevel = 0;
  /** The column of the block collection at hand; -1 outside of any. */
  indent = -1;
  /** Whether a key may start here. */
  isKeyAllowed = true;
  private readonly indents: number[] = [];
  /** One for each flow level, the last for the current one. */
  private readonly keys: SimpleKey[] = [newKey()];
  private queue: Token[] = [];
  private head = 0;
  /** How many tokens were taken. */
  private taken = 0;

  /** The next token, which stays. */
  peek(): Token {
    const next = this.queue[this.head];
    if (next !== undefined && next.keyLevel < 0) return next;
    while (this.head === this.queue.length || this.mayStartKey(this.queue[this.head]!)) {
      this.fetch();
      this.checkInput();
    }
    return this.queue[this.head]!;
  }

  /** Takes the token that was peeked at. */
  skip(): void {
    this.head += 1;
    this.taken += 1;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
  }

  private mayStartKey(token: Token): boolean {
    if (token.keyLevel < 0) return false;
    const key = this.keys[token.keyLevel];
    if (key !== undefined && this.isValidKey(key)) return true;
    token.keyLevel = -1;
    return false;
  }

  private fetch(): void {
    this.skipToToken();
    this.unrollIndent(this.column);
    const code = this.text.charCodeAt(this.pos);
    // most tokens start with a letter
    if (isAlpha(code) && code !== 45) this.addNode(this.startNode(), scanPlain(this));
    else if (code === 37 && this.pos === this.lineStart) this.fetchDirective();
    else if (this.isAtDocumentIndicator()) this.fetchDocumentIndicator(code);
    else this.fetchByIndicator(code);
  }

  private fetchByIndicator(code: number): void {
    switch (code) {
      case 0:
        this.fetchStreamEnd();
        break;
      case 91: // [
        this.openFlow(TokenType.FlowSequenceStart);
        break;
      case 123: // {
        this.openFlow(TokenType.FlowMappingStart);
        break;
      case 93: // ]
        this.closeFlow(TokenType.FlowSequenceEnd);
        break;
      case 125: // }
        this.closeFlow(TokenType.FlowMappingEnd);
        break;
      case 44: // ,
        this.dropKey();
        this.isKeyAllowed = true;
        this.addIndicator(TokenType.FlowEntry);
        break;
      case 42: // *
        this.addNode(this.startNode(), scanAnchor(this, TokenType.Alias));
        break;
      case 38: // &
        this.addNode(this.startNode(), scanAnchor(this, TokenType.Anchor));
        break;
      case 33: // !
        this.addNode(this.startNode(), scanTag(this));
        break;
      case 39: // '
      case 34: // "
        this.addNode(this.startNode(), scanQuoted(this, code === 39));
        break;
      default:
        this.fetchByNext(code);
    }
  }

  /** What the next character decides about, or the place. */
  private fetchByNext(code: number): void {
    const isFollowedByBlank = isBlankOrEnd(this.code(1));
    const inFlow = this.flowLevel > 0;
    if (code === 45 && isFollowedByBlank) this.fetchBlockEntry();
    else if (code === 63 && (inFlow || isFollowedByBlank)) this.fetchKey();
    else if (code === 58 && (inFlow || isFollowedByBlank)) this.fetchValue();
    else if ((code === 124 || code === 62) && !inFlow) this.fetchBlockScalar(code === 124);
    else if (code !== 45 && code !== 63 && code !== 58 && (isBlankOrEnd(code) || isIndicator(code))) {
      throw this.problem('found character that cannot start any token');
    } else this.addNode(this.startNode(), scanPlain(this));
  }

  /** Steps over blanks, comments and empty lines. */
  private skipToToken(): void {
    const { text } = this;
    for (;;) {
      for (;;) {
        const code = text.charCodeAt(this.pos);
        // a tab is no indentation
        if (code === 32 || (code === 9 && (this.flowLevel > 0 || !this.isKeyAllowed))) this.pos += 1;
        else break;
      }
      if (text.charCodeAt(this.pos) === 35) this.skipToBreak();
      const { line } = this;
      this.skipBreak();
      if (this.line === line) return;
      if (this.flowLevel === 0) this.isKeyAllowed = true;
    }
  }

  private add(token: Token): void {
    this.queue.push(token);
  }

  private addIndicator(type: TokenType): void {
    this.add(new Token(type, this.line));
    this.pos += 1;
  }

  /** Before a token that a key may start with, and that none follows directly. @returns the key's level */
  private startNode(): number {
    const level = this.saveKey();
    this.isKeyAllowed = false;
    return level;
  }

  private addNode(level: number, token: Token): void {
    if (level >= 0) {
      token.keyLevel = level;
      this.keys[level]!.token = token;
    }
    this.add(token);
  }

  private get nextNumber(): number {
    return this.taken + this.queue.length - this.head;
  }

  /** @returns the level of the key that the next token may start; -1 when none may */
  private saveKey(): number {
    if (!this.isKeyAllowed) return -1;
    this.dropKey();
    const level = this.keys.length - 1;
    const key = this.keys[level]!;
    key.isPossible = true;
    key.isRequired = this.flowLevel === 0 && this.indent === this.column;
    key.number = this.nextNumber;
    key.pos = this.pos;
    key.line = this.line;
    key.column = this.column;
    return level;
  }

  private dropKey(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (!key.isPossible) return;
    if (key.isRequired) throw this.problem("could not find expected ':'");
    forget(key);
  }

  private isValidKey(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    if (key.line === this.line && !isFar(this.text, key.pos, this.pos)) return true;
    if (key.isRequired) throw this.problem("could not find expected ':'");
    key.isPossible = false;
    return false;
  }

  private rollIndent(column: number, number: number, type: TokenType, line: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > maxDepth) throw this.problem(`exceeded max depth of ${maxDepth}`);
    this.insert(number, new Token(type, line));
  }

  /** Puts a token in front of the one with the number; at the end when that was taken already, as libyaml does. */
  private insert(number: number, token: Token): void {
    const ahead = number - this.taken;
    if (ahead < 0) this.queue.push(token);
    else this.queue.splice(this.head + ahead, 0, token);
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.add(new Token(TokenType.BlockEnd, this.line));
      this.indent = this.indents.pop()!;
    }
  }

  private fetchStreamEnd(): void {
    if (this.column !== 0) {
      this.line += 1;
      this.lineStart = this.pos;
    }
    this.endBlocks();
    this.add(new Token(TokenType.StreamEnd, this.line));
  }

  private endBlocks(): void {
    this.unrollIndent(-1);
    this.dropKey();
    this.isKeyAllowed = false;
  }

  private fetchDirective(): void {
    this.endBlocks();
    this.add(scanDirective(this));
  }

  private fetchDocumentIndicator(code: number): void {
    this.endBlocks();
    this.add(new Token(code === 45 ? TokenType.DocumentStart : TokenType.DocumentEnd, this.line));
    this.pos += 3;
  }

  private openFlow(type: TokenType): void {
    const level = this.saveKey();
    const token = new Token(type, this.line);
    // libyaml's slip: `{}` and `[]` closed with no key inside forget that they may be keys themselves
    this.keys.push({ ...newKey(), token });
    this.flowLevel += 1;
    if (this.flowLevel > maxDepth) throw this.problem(`exceeded max depth of ${maxDepth}`);
    this.isKeyAllowed = true;
    this.addNode(level, token);
    this.pos += 1;
  }

  private closeFlow(type: TokenType): void {
    this.dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel -= 1;
      forget(this.keys.pop()!);
    }
    this.isKeyAllowed = false;
    this.addIndicator(type);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.isKeyAllowed) throw this.problem('block sequence entries are not allowed in this context');
      this.rollIndent(this.column, -1, TokenType.BlockSequenceStart, this.line);
    }
    this.dropKey();
    this.isKeyAllowed = true;
    this.addIndicator(TokenType.BlockEntry);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.isKeyAllowed) throw this.problem('mapping keys are not allowed in this context');
      this.rollIndent(this.column, -1, TokenType.BlockMappingStart, this.line);
    }
    this.dropKey();
    this.isKeyAllowed = this.flowLevel === 0;
    this.addIndicator(TokenType.Key);
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (this.isValidKey(key)) {
      this.insert(key.number, new Token(TokenType.Key, key.line));
      this.rollIndent(key.column, key.number, TokenType.BlockMappingStart, key.line);
      forget(key);
      this.isKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.isKeyAllowed) throw this.problem('mapping values are not allowed in this context');
        this.rollIndent(this.column, -1, TokenType.BlockMappingStart, this.line);
      }
      this.isKeyAllowed = this.flowLevel === 0;
    }
    this.addIndicator(TokenType.Value);
  }

  private fetchBlockScalar(isLiteral: boolean): void {
    this.dropKey();
    this.isKeyAllowed = true;
    this.add(scanBlockScalar(this, isLiteral));
  }
}
