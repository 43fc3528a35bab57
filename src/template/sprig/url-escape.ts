import { GoError, quote } from '../go/index.ts';
import { fromByteText } from './byte-text.ts';

/** A part of a URL, which decides on what may stand there as it is. */
export type UrlPart = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const always = 'a-zA-Z0-9\\-_.~';
const inHost = `${always}!$&'()*+,;=:[\\]<>"`;

/** What has to be escaped, as Go has it, which is not quite RFC 3986. */
const escaped: Readonly<Record<UrlPart, RegExp>> = {
  path: new RegExp(`[^${always}$&+,/:;=@]`, 'g'),
  host: new RegExp(`[^${inHost}]`, 'g'),
  zone: new RegExp(`[^${inHost}]`, 'g'),
  user: new RegExp(`[^${always}$&+,;=]`, 'g'),
  fragment: new RegExp(`[^${always}$&+,/:;=?@!()*]`, 'g'),
};

export function escapeUrl(bytes: string, part: UrlPart): string {
  return bytes.replace(escaped[part], escapeByte);
}

function escapeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** @throws GoError for an escape that is none, or for what may not stand in a host. */
export function unescapeUrl(bytes: string, part: UrlPart): string {
  const isHost = part === 'host' || part === 'zone';
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === '%') {
      checkEscape(bytes.slice(i, i + 3), part);
      i += 2;
    } else if (isHost && byte < '\x80' && mustEscape(byte, part)) {
      throw new GoError(`invalid character ${quote(byte)} in host name`);
    }
  }
  return bytes.replace(/%(..)/gs, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A host may only have bytes over 0x7f escaped, a zone also a blank and what a host may have as it is. */
function checkEscape(sequence: string, part: UrlPart): void {
  const isEscape = /^%[0-9a-fA-F]{2}$/.test(sequence);
  const byte = Number.parseInt(sequence.slice(1), 16);
  const isAllowed =
    sequence === '%25' ||
    (part !== 'host' && part !== 'zone') ||
    (part === 'host' ? byte >= 0x80 : byte === 0x20 || !mustEscape(String.fromCharCode(byte), 'host'));
  if (!isEscape || !isAllowed) throw new GoError(`invalid URL escape ${quote(fromByteText(sequence))}`);
}

function mustEscape(byte: string, part: UrlPart): boolean {
  return byte.search(escaped[part]) >= 0;
}
