import { type Funcs, fromBytes, func, toBytes } from '../go/index.ts';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { findCorruption } from './base64.ts';
import { fromByteText, toByteText } from './byte-text.ts';

/** What cannot be decoded gives the error's text in place of a result, as in sprig. */
export const encodingFuncs: Funcs = {
  b64enc: func(['string'], (text) => btoa(toByteText(text))),
  b64dec: func(['string'], decodeBase64),
  b32enc: func(['string'], (text) => encodeBase32(toBytes(text))),
  b32dec: func(['string'], (text) => {
    const decoded = decodeBase32(toBytes(text));
    return typeof decoded === 'number' ? `illegal base32 data at input byte ${decoded}` : fromBytes(decoded);
  }),
};

function decodeBase64(text: string): string {
  const at = findCorruption(text);
  return at < 0 ? fromByteText(atob(text)) : `illegal base64 data at input byte ${at}`;
}
