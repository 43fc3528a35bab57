import { parseGoUrl } from '../go-text.ts';
import { checkIpv6 } from './formats-address.ts';

export function checkUri(text: string): string | undefined {
  const url = readUrl(text);
  if (typeof url === 'string') return url;
  return url.scheme === '' ? 'relative url' : undefined;
}

export function checkUriReference(text: string): string | undefined {
  if (text.includes('\\')) return 'contains \\';
  const url = readUrl(text);
  return typeof url === 'string' ? url : undefined;
}

export function checkUriTemplate(text: string): string | undefined {
  const url = readUrl(text);
  if (typeof url === 'string') return url;
  // Go keeps a path as it was written only where its own way of writing it differs
  for (const segment of url.rawPath === asGoWrites(url.rawPath) ? [] : url.rawPath.split('/')) {
    let isOpen = false;
    for (const brace of segment.replace(/%7B/gi, '{').replace(/%7D/gi, '}').match(/[{}]/g) ?? []) {
      if ((brace === '{') === isOpen) return 'nested curly braces';
      isOpen = !isOpen;
    }
    if (isOpen) return 'no matching closing brace';
  }
  return undefined;
}

function asGoWrites(path: string): string {
  return encodeURIComponent(decodeURIComponent(path))
    .replace(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

type GoUrl = Exclude<ReturnType<typeof parseGoUrl>, string>;

/** The URL, or what is wrong with it. */
function readUrl(text: string): GoUrl | string {
  const url = parseGoUrl(text);
  if (typeof url === 'string' || !url.hostname.includes(':')) return url;
  if (!url.host.includes('[') || !url.host.includes(']')) return 'ipv6 address not enclosed in brackets';
  const problem = checkIpv6(url.hostname);
  return problem === undefined ? url : `invalid ipv6 address: ${problem}`;
}
