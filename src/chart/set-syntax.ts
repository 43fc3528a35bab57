import { messageOf } from '../errors/index.ts';
import { readGoJson } from '../yaml/index.ts';
import { SetFailure, type SetParser, type SetSyntax } from './set-parser.ts';

export const stringSyntax = textSyntax((text) => text);
export const typedSyntax = textSyntax(typed);

/** The value is a path; @throws what `readText` throws. */
export function fileSyntax(readText: (path: string) => string): SetSyntax {
  return textSyntax(readText);
}

/** Nothing in the value has a meaning. */
export const literalSyntax: SetSyntax = {
  keyStops: '=[.',
  hasEscapes: false,
  readValue: (parser) => ({ value: parser.readUntil('').text }),
};

/** JSON values; blanks and a comma may stand behind each. Nothing is null. */
export const jsonSyntax: SetSyntax = {
  keyStops: '=[,.',
  hasEscapes: true,
  readValue(parser) {
    if (skipBlanks(parser)) return { value: null };
    const rest = parser.rest();
    const text = rest.slice(0, jsonEnd(rest));
    const value = parseJson(text);
    parser.skip([...text].length);
    skipBlanks(parser);
    return { value };
  },
};

function textSyntax(convert: (text: string) => unknown): SetSyntax {
  return {
    keyStops: '=[,.',
    hasEscapes: true,
    readValue(parser) {
      const first = parser.peek();
      if (first === undefined) return undefined;
      if (first !== '{') return { value: convert(parser.readUntil(',').text) };
      parser.skip();
      return { value: readList(parser, convert) };
    },
  };
}

function readList(parser: SetParser, convert: (text: string) => unknown): unknown[] {
  const list: unknown[] = [];
  for (;;) {
    const { text, stop } = parser.readUntil(',}');
    if (stop === undefined) throw new SetFailure("list must terminate with '}'");
    list.push(convert(text));
    if (stop === '}') break;
  }
  if (parser.peek() === ',') parser.skip();
  return list;
}

/** A leading zero keeps a number a string: it is more often a code than a count. */
function typed(text: string): unknown {
  if (/^true$/iu.test(text)) return true;
  if (/^false$/iu.test(text)) return false;
  if (/^null$/iu.test(text)) return null;
  if (text === '0') return 0n;
  if (text[0] === '0' || !/^[-+]?[0-9]+$/.test(text)) return text;
  const integer = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, integer) === integer ? integer : text;
}

/** True when the value ends here: at a comma, which is taken, or at the end. */
function skipBlanks(parser: SetParser): boolean {
  for (;;) {
    const character = parser.peek();
    if (character === undefined) return true;
    if (character !== ',' && !/\p{White_Space}/u.test(character)) return false;
    parser.skip();
    if (character === ',') return true;
  }
}

function parseJson(text: string): unknown {
  try {
    return readGoJson(text);
  } catch (error) {
    throw new SetFailure(messageOf(error));
  }
}

/** Where the first JSON value of a text ends, if it is one: what follows it is the next key. */
function jsonEnd(text: string): number {
  const scalar = scalarStart.exec(text);
  if (scalar) return scalar[0].length;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth <= 0) return index + token.length;
  }
  return text.length;
}

/** Go takes as much of a number as there is, and wants what a dot or an e announces. */
const scalarStart =
  /^(?:true|false|null|-?(?:0|[1-9]\d*(?!\d))(?:(?:\.\d+(?!\d))?[eE][-+]?\d+(?!\d)|\.\d+(?![\deE])|(?![.eE])))/;
