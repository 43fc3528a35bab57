import { posix } from 'node:path';

/** `https://…` with a host and a path, as Go's url.Parse sees it. */
export function isAbsoluteAddress(text: string): boolean {
  const url = parseAddress(text);
  return url !== undefined && url.host !== '' && url.pathname !== '';
}

export function isOci(text: string): boolean {
  return text.startsWith('oci://');
}

/** Undefined for what is no address: a name, a path. */
export function parseAddress(text: string): URL | undefined {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Where a reference of an index leads: absolute ones to where they say, others below the repository, whose query (a
 * token, a signature) goes along.
 */
export function resolveReference(repository: string, reference: string): string {
  if (parseAddress(reference)) return reference;
  const base = new URL(repository);
  const query = base.search;
  base.search = '';
  base.pathname = `${base.pathname.replace(/\/$/, '')}/`;
  const resolved = new URL(reference, base);
  resolved.search = query;
  return resolved.toString();
}

/** Equal but for a slash at the end and the like. */
export function isSameAddress(a: string, b: string): boolean {
  return normalize(a) === normalize(b);
}

function normalize(text: string): string {
  const url = parseAddress(text);
  if (!url) return posix.normalize(text).replace(/(?<=.)\/$/, '');
  url.pathname = posix.normalize(url.pathname || '/').replace(/(?<=.)\/$/, '');
  return url.toString();
}

/** Whether credentials for the one may be told to the other: the same scheme, host and port. */
export function isSameServer(a: string, b: string): boolean {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return one !== undefined && other !== undefined && one.protocol === other.protocol && one.host === other.host;
}

/** For messages: an address may hold a password, and its query a token. */
export function withoutSecrets(address: string): string {
  const url = parseAddress(address);
  if (!url || (url.username === '' && url.password === '' && url.search === '')) return address;
  if (url.password !== '') url.password = 'xxxxx';
  if (url.search !== '') url.search = '?xxxxx';
  return url.toString();
}
