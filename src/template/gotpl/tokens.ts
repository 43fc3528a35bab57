import { GoError } from '../go/index.ts';
import { lineAt, TemplateError } from './error.ts';
import type { Lexer } from './lexer.ts';
import { formatToken, type Token, type TokenType } from './token.ts';

/** What a parser reads: tokens with Go's three of look-ahead, which its messages take their line from. */
export class Tokens {
  readonly lexer: Lexer;
  readonly text: string;
  readonly parseName: string;
  /** The left delimiter of the action that is being parsed. */
  actionStart: Token | undefined;
  private readonly buffer: Token[] = [{ type: 'error', pos: 0, text: '' }];
  private peekCount = 0;

  constructor(lexer: Lexer, text: string, parseName: string) {
    this.lexer = lexer;
    this.text = text;
    this.parseName = parseName;
  }

  next(): Token {
    if (this.peekCount > 0) this.peekCount -= 1;
    else this.buffer[0] = this.lexer.next();
    return this.buffer[this.peekCount]!;
  }

  backup(): void {
    this.peekCount += 1;
  }

  backup2(first: Token): void {
    this.buffer[1] = first;
    this.peekCount = 2;
  }

  backup3(first: Token, second: Token): void {
    this.buffer[1] = second;
    this.buffer[2] = first;
    this.peekCount = 3;
  }

  peek(): Token {
    if (this.peekCount > 0) return this.buffer[this.peekCount - 1]!;
    this.peekCount = 1;
    this.buffer[0] = this.lexer.next();
    return this.buffer[0];
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.type === 'space') token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }

  expect(context: string, ...types: readonly TokenType[]): Token {
    const token = this.nextNonSpace();
    return types.includes(token.type) ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    if (token.type !== 'error') return this.fail(`unexpected ${formatToken(token)} in ${context}`);
    const line = this.actionStart && this.lineOf(this.actionStart);
    if (line === undefined || line === this.lineOf(token)) return this.fail(token.text);
    const start = `action started at ${this.parseName}:${line}`;
    return this.fail(token.text.endsWith(' action') ? `${token.text} ${start.slice(7)}` : `${token.text} in ${start}`);
  }

  private lineOf(token: Token): number {
    return lineAt(this.text, token.pos);
  }

  /** Go returns an error of strconv as it is, with the parser's place. */
  attempt<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      return error instanceof GoError ? this.fail(error.message) : raise(error);
    }
  }

  fail(reason: string): never {
    const line = this.lineOf(this.buffer[0]!);
    const [template, file, message] = [
      this.parseName,
      this.parseName,
      `template: ${this.parseName}:${line}: ${reason}`,
    ];
    const place = {
      template,
      file,
      line,
      column: undefined,
      character: undefined,
      context: undefined,
      calling: undefined,
    };
    throw new TemplateError('syntax', message, reason, [place]);
  }
}

function raise(error: unknown): never {
  throw error;
}
