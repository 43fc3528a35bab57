import { isLetter, isNumber, isPunctuation, isSpace, isUpper } from './runes.ts';

export type WordType = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

/** Runes from `start` to `end`, which is not in it. */
export interface Word {
  readonly type: WordType;
  readonly start: number;
  readonly end: number;
}

/** The word that starts at a place, as xstrings divides a text. What is no UTF-8 (U+FFFD) belongs to the word around it. */
export function nextWord(runes: readonly number[], start: number): Word {
  const first = skipInvalid(runes, start);
  const rune = runes[first];
  if (rune === undefined) return { type: 'invalid', start, end: runes.length };
  const type = typeOf(rune);
  const end = type === 'upper' ? endOfCapitals(runes, first + 1) : endOf(runes, first + 1, belongsTo[type]);
  return { type, start, end };
}

function typeOf(rune: number): Exclude<WordType, 'invalid'> {
  if (isConnector(rune)) return 'connector';
  if (isPunctuation(rune)) return 'punctuation';
  if (isUpper(rune)) return 'upper';
  if (isAlphabet(rune)) return 'alphabet';
  return isNumber(rune) ? 'number' : 'other';
}

const belongsTo = {
  connector: isConnector,
  punctuation: isPunctuation,
  alphabet: isSmall,
  number: isNumber,
  other: (rune: number) => !isConnector(rune) && !isAlphabet(rune) && !isNumber(rune) && !isPunctuation(rune),
} as const;

/** `HTTPStatus` is HTTP and Status: the last of several capitals goes with the small letters behind it. */
function endOfCapitals(runes: readonly number[], from: number): number {
  const second = runes[skipInvalid(runes, from)];
  if (second === undefined) return runes.length;
  if (!isUpper(second)) return isAlphabet(second) ? endOf(runes, from, isSmall) : from;
  let last = from;
  let at = from;
  while (at < runes.length) {
    const next = skipInvalid(runes, at);
    if (next === runes.length) return next;
    if (!isUpper(runes[next]!)) return isAlphabet(runes[next]!) ? last : at;
    last = at;
    at = next + 1;
  }
  return at;
}

function endOf(runes: readonly number[], from: number, belongs: (rune: number) => boolean): number {
  let at = from;
  while (at < runes.length) {
    const next = skipInvalid(runes, at);
    if (next === runes.length) return next;
    if (!belongs(runes[next]!)) return at;
    at = next + 1;
  }
  return at;
}

function skipInvalid(runes: readonly number[], from: number): number {
  let at = from;
  while (runes[at] === 0xfffd) at += 1;
  return at;
}

/** What words are separated by: it becomes the connector of the result. */
export function isConnector(rune: number): boolean {
  return rune === 0x2d || rune === 0x5f || isSpace(rune);
}

function isSmall(rune: number): boolean {
  return isAlphabet(rune) && !isUpper(rune);
}

/** A letter that is no Chinese, Japanese or Korean ideograph. */
function isAlphabet(rune: number): boolean {
  const isIdeograph =
    (rune >= 0x4e00 && rune <= 0x9fcc) || (rune >= 0x3400 && rune <= 0x4d85) || (rune >= 0x20000 && rune <= 0x2b81d);
  return !isIdeograph && isLetter(rune);
}
