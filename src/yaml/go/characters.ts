/**
 * Characters by what YAML's scanner does with them. Codes are UTF-16 units; the text ends with a 0, which no valid YAML
 * holds, so that looking ahead needs no check of the length.
 */

/** Space, tab, a line break, or the end. */
export function isBlankOrEnd(code: number): boolean {
  return code < 128 ? asciiClass[code]! < 3 : isWideBreak(code);
}

/** A line break, or the end. */
export function isBreakOrEnd(code: number): boolean {
  return code < 128 ? asciiClass[code]! < 2 : isWideBreak(code);
}

export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || (code > 127 && isWideBreak(code));
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** NEL, LS and PS end lines in YAML 1.1. */
function isWideBreak(code: number): boolean {
  return code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** What a name of an anchor or a tag's handle may hold. */
export function isAlpha(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The value of a hexadecimal digit, -1 for any other character. */
export function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** 0 the end, 1 a line break, 2 a blank, 3 all else. */
const asciiClass = new Uint8Array(128).fill(3);
asciiClass[0] = 0;
asciiClass[10] = asciiClass[13] = 1;
asciiClass[32] = asciiClass[9] = 2;

/** Characters that start no plain scalar, and # which starts a comment; `-?:` may when no blank follows. */
const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)));

export function isIndicator(code: number): boolean {
  return indicators.has(code);
}
