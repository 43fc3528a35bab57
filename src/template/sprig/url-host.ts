import { GoError, quote } from '../go/index.ts';
import { fromByteText } from './byte-text.ts';
import { unescapeUrl } from './url-escape.ts';
import { checkIpv6 } from './url-ip.ts';

/** The host and port of a URL, decoded. @throws GoError */
export function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) throw new GoError('invalid IP-literal');
  if (bracket === 0) return parseIpLiteral(host);
  const colon = host.indexOf(':');
  if (colon >= 0) {
    // one colon in a web address, elsewhere it may be the last of several
    const isWeb = scheme === 'http' || scheme === 'https';
    checkPort(host.slice(isWeb ? colon : host.lastIndexOf(':')));
  }
  return unescapeUrl(host, 'host');
}

/** '' or a colon and digits, of which there may be none. */
export function isPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

function checkPort(port: string): void {
  if (!isPort(port)) throw new GoError(`invalid port ${quote(fromByteText(port))} after host`);
}

/** `[fe80::1%25en0]:80` */
function parseIpLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new GoError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address =
    zone < 0
      ? unescapeUrl(name, 'host')
      : unescapeUrl(name.slice(0, zone), 'host') + unescapeUrl(name.slice(zone), 'zone');
  checkIpv6(address);
  return `[${address}]${port}`;
}
