import { isBlank, isBreak } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { Token, TokenType } from './token.ts';

/** A scalar without quotes, perhaps over several lines: lines are joined by a space, empty ones kept as breaks. */
export function scanPlain(at: Scanner): Token {
  const { text, line } = at;
  const inFlow = at.flowLevel > 0;
  const indent = at.indent + 1;
  let value = '';
  let glue = '';
  let isAfterBreak = false;
  while (!at.isAtDocumentIndicator() && text.charCodeAt(at.pos) !== 35) {
    const end = endOfWords(text, at.pos, inFlow);
    if (end > at.pos) {
      const words = text.slice(at.pos, end);
      value = value === '' ? words : value + glue + words;
      isAfterBreak = false;
      at.pos = end;
    }
    if (!isBlank(text.charCodeAt(at.pos)) && !isBreak(text.charCodeAt(at.pos))) break;
    let first = '';
    let rest = '';
    for (;;) {
      const code = text.charCodeAt(at.pos);
      if (isBlank(code)) {
        if (isAfterBreak && code === 9 && at.column < indent) {
          throw at.problem('found a tab character that violates indentation');
        }
        at.pos += 1;
      } else if (isBreak(code)) {
        if (isAfterBreak) rest += at.readBreak();
        else first = at.readBreak();
        isAfterBreak = true;
      } else break;
    }
    // what stands behind blanks on the same line is no part of it
    if (!isAfterBreak || (!inFlow && at.column < indent)) break;
    glue = first === '\n' ? rest || ' ' : first + rest;
  }
  if (isAfterBreak) at.isKeyAllowed = true;
  return new Token(TokenType.Scalar, line, value, '', true);
}

/** The end of the last word of a plain scalar on the line of `start`. */
function endOfWords(text: string, start: number, inFlow: boolean): number {
  const words = inFlow ? flowWords : blockWords;
  words.lastIndex = start;
  return words.test(text) ? words.lastIndex : start;
}

// A colon ends it only with a blank behind it, a number sign only with one before it. \s would take more for blanks.
const blockWords = pattern('[^ \\t\\n\\r\\x85\\u2028\\u2029\\0:]');
const flowWords = pattern('[^ \\t\\n\\r\\x85\\u2028\\u2029\\0:,?[\\]{}]');

function pattern(character: string): RegExp {
  const word = `(?:${character}|:(?![ \\t\\n\\r\\x85\\u2028\\u2029\\0]))+`;
  return new RegExp(`${word}(?:[ \\t]+(?!#)${word})*`, 'y');
}
