import { escapeUrl } from './url-escape.ts';

/** Go's url.URL with its parts decoded. All texts are of bytes: a character stands for each. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: User | undefined;
  readonly host: string;
  readonly path: string;
  /** As it stands in the URL. */
  readonly query: string;
  readonly fragment: string;
}

export interface User {
  readonly name: string;
  readonly password: string | undefined;
}

/** URL.String() of one that was put together, not read. */
export function formatUrl(url: Url): string {
  let out = url.scheme && `${url.scheme}:`;
  out += url.opaque || formatPlace(url, out === '');
  if (url.query) out += `?${url.query}`;
  if (url.fragment) out += `#${escapeUrl(url.fragment, 'fragment')}`;
  return out;
}

function formatPlace({ user, host, path, scheme }: Url, isFirst: boolean): string {
  let out = '';
  if ((scheme && path) || host || user) out = '//';
  if (user) out += `${formatUser(user)}@`;
  out += escapeUrl(host, 'host');
  const escaped = path === '*' ? path : escapeUrl(path, 'path');
  if (escaped && !escaped.startsWith('/') && host) out += '/';
  // a colon in the first segment would make it a scheme
  if (isFirst && out === '' && escaped.split('/')[0]!.includes(':')) out = './';
  return out + escaped;
}

/** Userinfo.String() */
export function formatUser({ name, password }: User): string {
  const escaped = escapeUrl(name, 'user');
  return password === undefined ? escaped : `${escaped}:${escapeUrl(password, 'user')}`;
}
