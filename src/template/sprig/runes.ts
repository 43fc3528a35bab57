import { isPrint, isSpace as isSpaceUnit } from '../go/index.ts';

/**
 * Go's unicode package, which knows Unicode 15.0: characters that came later have neither class nor case, and one
 * character becomes one (`ß` has no upper case). A rune is a code point; U+FFFD stands for a byte that is no UTF-8.
 */

/** Every character of the text through `change`, and U+FFFD for each byte that is none: Go's strings.Map. */
export function mapRunes(text: string, change: (rune: number) => number): string {
  let out = '';
  for (const char of text.toWellFormed()) out += String.fromCodePoint(change(char.codePointAt(0)!));
  return out;
}

export function toUpper(rune: number): number {
  if (rune < 0x80) return rune >= 0x61 && rune <= 0x7a ? rune - 32 : rune;
  // Greek with iota subscript: what JavaScript's rules write as two letters has a single one in title case
  if (rune >= 0x1f80 && rune <= 0x1faf) return rune | 8;
  if (rune === 0x1fb3 || rune === 0x1fc3 || rune === 0x1ff3) return rune + 9;
  return inUnicode15(rune, String.fromCodePoint(rune).toUpperCase());
}

export function toLower(rune: number): number {
  if (rune < 0x80) return rune >= 0x41 && rune <= 0x5a ? rune + 32 : rune;
  if (rune === 0x130) return 0x69;
  return inUnicode15(rune, String.fromCodePoint(rune).toLowerCase());
}

export function toTitle(rune: number): number {
  const digraph = digraphs.find(([first, last]) => rune >= first && rune <= last);
  if (digraph) return digraph[0] + 1;
  // Georgian has capitals, but no titles are written with them
  if (rune >= 0x10d0 && rune <= 0x10ff) return rune;
  return toUpper(rune);
}

/** The three forms of DŽ, LJ, NJ and DZ; the middle one is title case. */
const digraphs = [
  [0x1c4, 0x1c6],
  [0x1c7, 0x1c9],
  [0x1ca, 0x1cc],
  [0x1f1, 0x1f3],
] as const;

function inUnicode15(rune: number, changed: string): number {
  const other = changed.codePointAt(0)!;
  const isOne = changed.length === (other > 0xffff ? 2 : 1);
  return isOne && other !== rune && isPrint(rune) && isPrint(other) ? other : rune;
}

export function isUpper(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x41 && rune <= 0x5a : has(/^\p{Lu}$/u, rune);
}

export function isLower(rune: number): boolean {
  // U+0295 changed its class later
  return rune < 0x80 ? rune >= 0x61 && rune <= 0x7a : rune === 0x295 || has(/^\p{Ll}$/u, rune);
}

export function isTitle(rune: number): boolean {
  return rune >= 0x80 && has(/^\p{Lt}$/u, rune);
}

export function isLetter(rune: number): boolean {
  if (rune < 0x80) return isUpper(rune) || isLower(rune);
  return has(/^\p{L}$/u, rune);
}

/** unicode.IsDigit: decimal digits of any script. */
export function isDigit(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x30 && rune <= 0x39 : has(/^\p{Nd}$/u, rune);
}

export function isNumber(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x30 && rune <= 0x39 : has(/^\p{N}$/u, rune);
}

export function isPunctuation(rune: number): boolean {
  return has(/^\p{P}$/u, rune);
}

export function isSpace(rune: number): boolean {
  return rune <= 0xffff && isSpaceUnit(rune);
}

function has(pattern: RegExp, rune: number): boolean {
  return pattern.test(String.fromCodePoint(rune)) && isPrint(rune);
}
