import { GoError, quote } from '../go/index.ts';
import { fromByteText } from './byte-text.ts';
import { unescapeUrl } from './url-escape.ts';
import { isPort, parseHost } from './url-host.ts';
import type { Url, User } from './url-text.ts';

/** Go's url.Parse, of a text of bytes. @throws GoError `FAILURE: parse "…": …` */
export function parseUrl(bytes: string, failure: string): Url {
  const [place, fragment] = cut(bytes, '#');
  const url = explained(place, failure, () => parsePlace(place));
  return explained(bytes, failure, () => ({ ...url, fragment: unescapeUrl(fragment ?? '', 'fragment') }));
}

/** Go's url.ParseRequestURI of what is no path: a `#` has no meaning. @throws GoError */
export function parseRequestUrl(bytes: string): Url {
  const url = parsePlace(bytes);
  if (url.scheme === '') throw new GoError('missing protocol scheme');
  return url;
}

/** URL.Hostname() */
export function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon >= 0 && isPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

const empty: Url = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: '', fragment: '' };

function parsePlace(bytes: string): Url {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters
  if (/[\0-\x1f\x7f]/.test(bytes)) throw new GoError('net/url: invalid control character in URL');
  if (bytes === '*') return { ...empty, path: '*' };
  const [scheme, afterScheme] = cutScheme(bytes);
  const [rest, query = ''] = cut(afterScheme, '?');
  const url = { ...empty, scheme, query };
  if (!rest.startsWith('/')) {
    if (scheme) return { ...url, opaque: rest };
    if (rest.split('/')[0]!.includes(':')) throw new GoError('first path segment in URL cannot contain colon');
  }
  if (!rest.startsWith('//') || (!scheme && rest.startsWith('///'))) {
    return { ...url, path: unescapeUrl(rest, 'path') };
  }
  const slash = rest.indexOf('/', 2);
  const end = slash < 0 ? rest.length : slash;
  const authority = parseAuthority(scheme, rest.slice(2, end));
  return { ...url, ...authority, path: unescapeUrl(rest.slice(end), 'path') };
}

function cutScheme(bytes: string): [string, string] {
  if (bytes.startsWith(':')) throw new GoError('missing protocol scheme');
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(bytes)?.[0] ?? '';
  return scheme ? [scheme.toLowerCase(), bytes.slice(scheme.length + 1)] : ['', bytes];
}

function parseAuthority(scheme: string, authority: string): { user: User | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  return { user: at < 0 ? undefined : parseUser(authority.slice(0, at)), host };
}

function parseUser(userinfo: string): User {
  if (/[^A-Za-z0-9\-._:~!$&'()*+,;=%@]/.test(userinfo)) throw new GoError('net/url: invalid userinfo');
  const [name, password] = cut(userinfo, ':');
  return { name: unescapeUrl(name, 'user'), password: password && unescapeUrl(password, 'user') };
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function explained<T>(bytes: string, failure: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`${failure}: parse ${quote(fromByteText(bytes))}: ${error.message}`);
  }
}
