import { fromByteText, toByteText } from './byte-text.ts';

/** goutils.Abbreviate: at most `width` bytes, the last three of them dots when something is left out. */
export function abbreviate(text: string, width: number): string {
  return width < 4 ? text : fromByteText(abbreviateBytes(toByteText(text), 0, width));
}

/** goutils.AbbreviateFull: what lies before `left` is left out too, if it is worth it. */
export function abbreviateBoth(text: string, left: number, width: number): string {
  if (width < 4 || (left > 0 && width < 7)) return text;
  return fromByteText(abbreviateBytes(toByteText(text), left, width));
}

const dots = '...';

function abbreviateBytes(bytes: string, left: number, width: number): string {
  if (bytes.length <= width) return bytes;
  const start = Math.min(left, bytes.length - (width - dots.length));
  if (start <= 4) return bytes.slice(0, width - dots.length) + dots;
  if (start + width - dots.length < bytes.length) {
    return dots + abbreviateBytes(bytes.slice(start), 0, width - dots.length);
  }
  return dots + bytes.slice(bytes.length - (width - dots.length));
}
