import { toByteText } from './byte-text.ts';
import { isDigit, isLetter, isLower, isSpace, isTitle, isUpper, mapRunes, toLower, toTitle, toUpper } from './runes.ts';

/** strings.Title: a capital after all that is neither letter, digit nor underscore. */
export function toTitleCase(text: string): string {
  let isStart = true;
  return mapRunes(text, (rune) => {
    const changed = isStart ? toTitle(rune) : rune;
    isStart = isSeparator(rune);
    return changed;
  });
}

function isSeparator(rune: number): boolean {
  if (rune === 0x5f || isLetter(rune) || isDigit(rune)) return false;
  return rune < 0x80 || isSpace(rune);
}

/** goutils.Uncapitalize: a small first letter for every word between white space. */
export function uncapitalize(text: string): string {
  let isStart = true;
  return mapRunes(text, (rune) => {
    if (isSpace(rune)) {
      isStart = true;
      return rune;
    }
    const changed = isStart ? toLower(rune) : rune;
    isStart = false;
    return changed;
  });
}

/** goutils.SwapCase: capitals become small and the reverse; the first letter of a word is then in title case. */
export function swapCase(text: string): string {
  let isStart = true;
  return mapRunes(text, (rune) => {
    if (isUpper(rune) || isTitle(rune)) {
      isStart = false;
      return toLower(rune);
    }
    if (!isLower(rune)) {
      isStart = isSpace(rune);
      return rune;
    }
    const changed = isStart ? toTitle(rune) : toUpper(rune);
    isStart = false;
    return changed;
  });
}

/** goutils.Initials: the first of every word. It takes bytes for characters, so `é` gives `Ã`. */
export function initials(text: string): string {
  let out = '';
  let isStart = true;
  for (const byte of toByteText(text)) {
    if (isSpace(byte.charCodeAt(0))) isStart = true;
    else if (isStart) {
      out += byte;
      isStart = false;
    }
  }
  return out;
}

/** goutils.DeleteWhiteSpace. It takes bytes for characters: where something is deleted, `é` becomes `Ã©`. */
export function removeSpace(text: string): string {
  const bytes = toByteText(text);
  const left = bytes.replace(/[\t-\r \x85\xa0]+/g, '');
  return left.length === bytes.length ? text : left;
}
