/**
 * go-yaml's order of keys: letters by code point, runs of digits as numbers, other characters before letters.
 * @param digitsFirst v3's way: a letter right behind a digit goes before what is no letter (`a1b` before `a1-`)
 */
export function compareKeys(a: string, b: string, digitsFirst: boolean): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (isAsciiLetter(x) && isAsciiLetter(y)) return x - y;
    return compareRunes(runesOf(a), runesOf(b), digitsFirst);
  }
  return a.length - b.length;
}

function compareRunes(a: readonly number[], b: readonly number[], digitsFirst: boolean): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    if (a[i] === b[i]) continue;
    const [isLetterA, isLetterB] = [isLetter(a[i]!), isLetter(b[i]!)];
    if (isLetterA && isLetterB) return a[i]! - b[i]!;
    if (isLetterA || isLetterB) {
      const letterFirst = digitsFirst && i > 0 && isDigit(a[i - 1]!);
      return isLetterA === letterFirst ? -1 : 1;
    }
    return compareNumbers(a, b, i);
  }
  return a.length - b.length;
}

/** Neither of the characters at `i`, the first that differ, is a letter. */
function compareNumbers(a: readonly number[], b: readonly number[], i: number): number {
  const lead = (a[i] === 48 || b[i] === 48) && isInNumber(a, i) ? 1n : 0n;
  const x = readDigits(a, i, lead);
  const y = readDigits(b, i, lead);
  if (x.value !== y.value) return x.value < y.value ? -1 : 1;
  return x.end === y.end ? a[i]! - b[i]! : x.end - y.end;
}

/** Whether the digits in front of `i` are more than zeros. */
function isInNumber(runes: readonly number[], i: number): boolean {
  for (let j = i - 1; j >= 0 && isDigit(runes[j]!); j -= 1) if (runes[j] !== 48) return true;
  return false;
}

/** An int64, which runs over as Go's does. */
function readDigits(runes: readonly number[], from: number, lead: bigint): { value: bigint; end: number } {
  let value = lead;
  let end = from;
  for (; end < runes.length && isDigit(runes[end]!); end += 1) {
    value = BigInt.asIntN(64, value * 10n + BigInt(runes[end]! - 48));
  }
  return { value, end };
}

/** A byte that is no UTF-8 is U+FFFD to Go here. */
function runesOf(text: string): number[] {
  const runes: number[] = [];
  for (const character of text.toWellFormed()) runes.push(character.codePointAt(0)!);
  return runes;
}

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

function isLetter(rune: number): boolean {
  return rune < 128 ? isAsciiLetter(rune) : letter.test(String.fromCodePoint(rune));
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(rune: number): boolean {
  return rune < 128 ? rune >= 48 && rune <= 57 : digit.test(String.fromCodePoint(rune));
}
