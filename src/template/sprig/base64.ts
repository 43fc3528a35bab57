import { toByteText } from './byte-text.ts';

/** The byte at which Go's base64.StdEncoding gives up on the text, line ends aside; -1 when it can be decoded. */
export function findCorruption(text: string): number {
  if (text.length % 4 === 0 && plain.test(text)) return -1;
  const bytes = toByteText(text);
  let inQuantum = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    if (isLineEnd(bytes, i)) continue;
    if (digit.test(bytes[i]!)) inQuantum = (inQuantum + 1) % 4;
    else return bytes[i] === '=' ? checkPadding(bytes, i, inQuantum) : i;
  }
  return inQuantum === 0 ? -1 : bytes.length - inQuantum;
}

const plain = /^[A-Za-z0-9+/]*={0,2}$/;
const digit = /[A-Za-z0-9+/]/;

function checkPadding(bytes: string, at: number, inQuantum: number): number {
  if (inQuantum < 2) return at;
  let end = at + 1;
  if (inQuantum === 2) {
    end = skipLineEnds(bytes, end);
    if (end === bytes.length) return end;
    if (bytes[end] !== '=') return end - 1;
    end += 1;
  }
  end = skipLineEnds(bytes, end);
  return end < bytes.length ? end : -1;
}

function skipLineEnds(bytes: string, from: number): number {
  let at = from;
  while (isLineEnd(bytes, at)) at += 1;
  return at;
}

function isLineEnd(bytes: string, at: number): boolean {
  return bytes[at] === '\n' || bytes[at] === '\r';
}
