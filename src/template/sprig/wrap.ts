import { fromByteText, toByteText } from './byte-text.ts';

/**
 * goutils.WrapCustom: a line feed, or `lineEnd`, in place of the last blank that lets a line have at most `width` bytes.
 * A word that is longer is cut when `breaksWords`, or stands alone.
 */
export function wrapText(text: string, width: number, lineEnd: string, breaksWords: boolean): string {
  return fromByteText(wrapBytes(toByteText(text), Math.max(width, 1), toByteText(lineEnd) || '\n', breaksWords));
}

function wrapBytes(bytes: string, width: number, lineEnd: string, breaksWords: boolean): string {
  let out = '';
  let at = 0;
  while (bytes.length - at > width) {
    if (bytes[at] === ' ') {
      at += 1;
      continue;
    }
    const blank = bytes.slice(at, at + width + 1).lastIndexOf(' ');
    const end = blank >= 0 ? at + blank : breaksWords ? at + width : bytes.indexOf(' ', at + width);
    if (end < 0) return out + bytes.slice(at);
    out += bytes.slice(at, end) + lineEnd;
    at = blank < 0 && breaksWords ? end : end + 1;
  }
  return out + bytes.slice(at);
}
