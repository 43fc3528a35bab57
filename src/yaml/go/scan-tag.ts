import { hexValue, isAlpha, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { Token, TokenType } from './token.ts';

/** `&name` or `*name`. */
export function scanAnchor(at: Scanner, type: typeof TokenType.Anchor | typeof TokenType.Alias): Token {
  const { line } = at;
  at.pos += 1;
  const name = readAlphas(at);
  if (name === '' || !(isBlankOrEnd(at.code()) || '?:,]}%@`'.includes(at.text[at.pos]!))) {
    throw at.problem('did not find expected alphabetic or numeric character');
  }
  return new Token(type, line, name);
}

/** `!<uri>`, `!suffix` or `!handle!suffix`. */
export function scanTag(at: Scanner): Token {
  const { line } = at;
  let handle = '';
  let suffix: string;
  if (at.code(1) === 60) {
    at.pos += 2;
    suffix = readUri(at, '');
    if (at.code() !== 62) throw at.problem("did not find the expected '>'");
    at.pos += 1;
  } else {
    handle = readHandle(at, false);
    if (handle.length > 1 && handle.endsWith('!')) suffix = readUri(at, '');
    else {
      suffix = readUri(at, handle);
      handle = '!';
      if (suffix === '') [handle, suffix] = [suffix, handle];
    }
  }
  if (!isBlankOrEnd(at.code())) throw at.problem('did not find expected whitespace or line break');
  return new Token(TokenType.Tag, line, handle, suffix);
}

/** `%YAML 1.1` or `%TAG !handle! prefix`, and the rest of its line. */
export function scanDirective(at: Scanner): Token {
  const { line } = at;
  at.pos += 1;
  const name = readAlphas(at);
  if (name === '') throw at.problem('could not find expected directive name');
  if (!isBlankOrEnd(at.code())) throw at.problem('found unexpected non-alphabetical character');
  let token: Token;
  if (name === 'YAML') {
    skipBlanks(at);
    const major = readVersionNumber(at);
    if (at.code() !== 46) throw at.problem("did not find expected digit or '.' character");
    at.pos += 1;
    token = new Token(TokenType.VersionDirective, line, `${major}.${readVersionNumber(at)}`);
  } else if (name === 'TAG') {
    skipBlanks(at);
    const handle = readHandle(at, true);
    if (!isBlank(at.code())) throw at.problem('did not find expected whitespace');
    skipBlanks(at);
    const prefix = readUri(at, '');
    if (!isBlankOrEnd(at.code())) throw at.problem('did not find expected whitespace or line break');
    token = new Token(TokenType.TagDirective, line, handle, prefix);
  } else throw at.problem('found unknown directive name');
  skipBlanks(at);
  if (at.code() === 35) at.skipToBreak();
  if (!isBreakOrEnd(at.code())) throw at.problem('did not find expected comment or line break');
  at.skipBreak();
  return token;
}

function readAlphas(at: Scanner): string {
  const from = at.pos;
  while (isAlpha(at.code())) at.pos += 1;
  return at.text.slice(from, at.pos);
}

function skipBlanks(at: Scanner): void {
  while (isBlank(at.code())) at.pos += 1;
}

function readVersionNumber(at: Scanner): number {
  const from = at.pos;
  for (; isDigit(at.code()); at.pos += 1) {
    if (at.pos - from === 2) throw at.problem('found extremely long version number');
  }
  if (at.pos === from) throw at.problem('did not find expected version number');
  return Number(at.text.slice(from, at.pos));
}

function readHandle(at: Scanner, isDirective: boolean): string {
  if (at.code() !== 33) throw at.problem("did not find expected '!'");
  at.pos += 1;
  const name = `!${readAlphas(at)}`;
  if (at.code() === 33) {
    at.pos += 1;
    return `${name}!`;
  }
  if (isDirective && name !== '!') throw at.problem("did not find expected '!'");
  return name;
}

/** @param head what was read of it already, with a `!` in front that is none of it */
function readUri(at: Scanner, head: string): string {
  let uri = head.slice(1);
  let isEmpty = head === '';
  for (; ; isEmpty = false) {
    const code = at.code();
    if (code === 37) uri += readUriEscapes(at);
    else if (isAlpha(code) || (code !== 0 && ";/?:@&=+$,.!~*'()[]".includes(at.text[at.pos]!))) {
      uri += at.text[at.pos];
      at.pos += 1;
    } else break;
  }
  if (isEmpty) throw at.problem('did not find expected tag URI');
  return uri;
}

/** One character, its UTF-8 as `%C3%A4`. */
function readUriEscapes(at: Scanner): string {
  const bytes: number[] = [];
  for (let left = 1024; left > 0; left -= 1) {
    const [high, low] = [hexValue(at.code(1)), hexValue(at.code(2))];
    if (at.code() !== 37 || high < 0 || low < 0) throw at.problem('did not find URI escaped octet');
    const octet = high * 16 + low;
    if (left === 1024) {
      left = octet < 0x80 ? 1 : octet < 0xc0 ? 0 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : octet < 0xf8 ? 4 : 0;
      if (left === 0) throw at.problem('found an incorrect leading UTF-8 octet');
    } else if ((octet & 0xc0) !== 0x80) throw at.problem('found an incorrect trailing UTF-8 octet');
    bytes.push(octet);
    at.pos += 3;
  }
  return Buffer.from(bytes).toString('utf8');
}
