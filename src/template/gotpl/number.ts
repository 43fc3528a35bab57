import { GoError, parseGoFloat, parseGoInt, parseUint, quote, unquote } from '../go/index.ts';
import type { Complex, NumberNode } from './nodes.ts';

/** A number as the lexer found it, in every type that can hold it. @throws GoError as Go's newNumber. */
export function parseNumber(text: string, type: 'charConstant' | 'complex' | 'number', pos: number): NumberNode {
  if (type === 'charConstant') {
    const rune = parseRune(text);
    return { kind: 'number', pos, text, int: BigInt(rune), uint: BigInt(rune), float: rune, complex: undefined };
  }
  if (type === 'complex') return fromComplex(parseComplex(text), text, pos);
  if (text.endsWith('i')) {
    const imaginary = attempt(() => parseGoFloat(text.slice(0, -1)));
    if (imaginary !== undefined) return fromComplex([0, imaginary], text, pos);
  }
  return parseReal(text, pos);
}

function parseReal(text: string, pos: number): NumberNode {
  const int = attempt(() => parseGoInt(text, 0, 64));
  const uint = int === 0n ? 0n : attempt(() => parseUint(text, 0, 64)); // -0 is no unsigned number by itself
  const whole = int ?? uint;
  if (whole !== undefined) return { kind: 'number', pos, text, int, uint, float: Number(whole), complex: undefined };
  const float = attempt(() => parseGoFloat(text));
  if (float === undefined) throw new GoError(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new GoError(`integer overflow: ${quote(text)}`);
  return { kind: 'number', pos, text, int: exactInt(float), uint: exactUint(float), float, complex: undefined };
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

function exactInt(float: number): bigint | undefined {
  return Number.isInteger(float) && float >= -(2 ** 63) && float < 2 ** 63 ? BigInt(float) : undefined;
}

function exactUint(float: number): bigint | undefined {
  return Number.isInteger(float) && float >= 0 && float < 2 ** 64 ? BigInt(float) : undefined;
}

function fromComplex(complex: Complex, text: string, pos: number): NumberNode {
  const [real, imaginary] = complex;
  if (imaginary !== 0) return { kind: 'number', pos, text, int: undefined, uint: undefined, float: undefined, complex };
  return { kind: 'number', pos, text, int: exactInt(real), uint: exactUint(real), float: real, complex };
}

/** `1.5e+3-2i`: the sign between the parts is the last one that is not an exponent's. */
function parseComplex(text: string): Complex {
  const at = text.search(/(?<=[^eEpP+-])[+-][^+-]*(?:[eEpP][+-][^+-]*)?i$/);
  try {
    return [parseGoFloat(text.slice(0, at)), parseGoFloat(text.slice(at, -1))];
  } catch {
    throw new GoError('syntax error scanning complex number');
  }
}

/** The code point between single quotes. */
function parseRune(text: string): number {
  const first = text.charAt(1) === '\\' ? text.slice(1, 1 + escapeLength(text.charAt(2))) : firstChar(text, 1);
  const char = unquote(`'${first}'`);
  if (text.length !== first.length + 2) throw new GoError(`malformed character constant: ${text}`);
  const rune = char.codePointAt(0)!;
  return rune >= 0xdc80 && rune <= 0xdcff ? rune - 0xdc00 : rune;
}

function escapeLength(letter: string): number {
  switch (letter) {
    case 'x':
      return 4;
    case 'u':
      return 6;
    case 'U':
      return 10;
    default:
      return letter >= '0' && letter <= '7' ? 4 : 2;
  }
}

function firstChar(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at)!);
}
