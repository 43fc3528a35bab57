import { fromBytes, isAscii, toBytes } from '../go/index.ts';

/** The text with one character (U+0000 to U+00FF) for each of its bytes: what cuts and searches as Go does works on it. */
export function toByteText(text: string): string {
  return isAscii(text) ? text : Buffer.from(toBytes(text)).toString('latin1');
}

export function fromByteText(bytes: string): string {
  return isAscii(bytes) ? bytes : fromBytes(Buffer.from(bytes, 'latin1'));
}

/** Whether `part` can be searched for as it is: half a character would be found inside of others, or not found. */
export function isWhole(part: string): boolean {
  return part.isWellFormed();
}
