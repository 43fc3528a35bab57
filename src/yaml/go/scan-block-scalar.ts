import { isBlank, isBreak, isBreakOrEnd, isDigit } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { Token, TokenType } from './token.ts';

/** A scalar behind `|` (literal) or `>` (folded). */
export function scanBlockScalar(at: Scanner, isLiteral: boolean): Token {
  const { text, line } = at;
  at.pos += 1;
  const { chomping, increment } = readHeader(at);
  let indent = increment === 0 ? 0 : Math.max(at.indent, 0) + increment;
  let breaks = '';
  const skipBreaks = () => {
    const found = readBreaks(at, indent);
    indent = found.indent;
    breaks += found.breaks;
  };
  skipBreaks();
  const parts: string[] = [];
  let lineEnd = '';
  let wasBlank = false;
  while (at.column === indent && text.charCodeAt(at.pos) !== 0) {
    const startsBlank = isBlank(text.charCodeAt(at.pos));
    if (!isLiteral && !wasBlank && !startsBlank && lineEnd === '\n') {
      if (breaks === '') parts.push(' ');
    } else parts.push(lineEnd);
    parts.push(breaks);
    breaks = '';
    wasBlank = startsBlank;
    const from = at.pos;
    at.skipToBreak();
    parts.push(text.slice(from, at.pos));
    lineEnd = at.readBreak();
    skipBreaks();
  }
  if (chomping !== '-') parts.push(lineEnd);
  if (chomping === '+') parts.push(breaks);
  return new Token(TokenType.Scalar, line, parts.join(''));
}

/** The indicators behind `|` or `>`, and the rest of that line. `increment` is 0 when the text itself tells the indent. */
function readHeader(at: Scanner): { chomping: '' | '+' | '-'; increment: number } {
  let chomping = readChomping(at);
  let increment = 0;
  if (isDigit(at.code())) {
    increment = at.code() - 48;
    if (increment === 0) throw at.problem('found an indentation indicator equal to 0');
    at.pos += 1;
    if (chomping === '') chomping = readChomping(at);
  }
  while (isBlank(at.code())) at.pos += 1;
  if (at.code() === 35) at.skipToBreak();
  if (!isBreakOrEnd(at.code())) throw at.problem('did not find expected comment or line break');
  at.skipBreak();
  return { chomping, increment };
}

function readChomping(at: Scanner): '' | '+' | '-' {
  const code = at.code();
  if (code !== 43 && code !== 45) return '';
  at.pos += 1;
  return code === 43 ? '+' : '-';
}

/** Steps over indentation and empty lines. @param given the indent; 0 while it is not known: the deepest blank line decides */
function readBreaks(at: Scanner, given: number): { indent: number; breaks: string } {
  const { text } = at;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    while ((given === 0 || at.column < given) && text.charCodeAt(at.pos) === 32) at.pos += 1;
    deepest = Math.max(deepest, at.column);
    const code = text.charCodeAt(at.pos);
    if (code === 9 && (given === 0 || at.column < given)) {
      throw at.problem('found a tab character where an indentation space is expected');
    }
    if (!isBreak(code)) break;
    breaks += at.readBreak();
  }
  return { indent: given || Math.max(deepest, at.indent + 1, 1), breaks };
}
