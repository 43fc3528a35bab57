import type { GeneratedText } from '../watches/index.ts';

/** So many random bytes, fit for secrets. */
export type RandomBytes = (length: number) => Uint8Array;

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';

const alphabets: Readonly<Record<GeneratedText['characters'], string>> = {
  alphanumeric: digits + letters.toUpperCase() + letters,
  hex: `${digits}abcdef`,
  /** All that can be seen: from `!` to `~`. */
  ascii: String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 0x21 + index)),
};

/** Each character is as likely as any other: bytes beyond the last whole round of the alphabet are thrown away. */
export function randomText({ length, characters }: GeneratedText, randomBytes: RandomBytes): string {
  const alphabet = alphabets[characters];
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < fair) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
