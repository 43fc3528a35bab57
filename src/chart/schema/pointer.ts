/** A token of a JSON pointer. */
export function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** Undefined for a tilde that stands for nothing. */
export function unescapeToken(token: string): string | undefined {
  if (!token.includes('~')) return token;
  return /~(?![01])/.test(token) ? undefined : token.replaceAll('~1', '/').replaceAll('~0', '~');
}

export function pointerOf(tokens: readonly string[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join('');
}

/** A URL, and what stands behind its `#`, percent signs still in it. */
export function splitUrl(url: string): [url: string, fragment: string] {
  const hash = url.indexOf('#');
  return hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash + 1)];
}

/** Go's url.PathUnescape; undefined for a percent sign that stands for nothing. */
export function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** Go's url.PathEscape of each token. */
export function encodeFragment(fragment: string): string {
  return fragment
    .split('/')
    .map((token) =>
      encodeURIComponent(token)
        .replace(/%(?:24|26|2B|3A|3D|40)/g, decodeURIComponent)
        .replace(/[!'()*]/g, percent),
    )
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A reference seen from a base, RFC 3986: what is not a URL by itself takes from the base what it lacks. */
export function resolveUrl(base: string, reference: string): string {
  const [from, to] = [parse(base), parse(reference)];
  if (to.scheme !== '') return format({ ...to, path: to.authority === undefined ? to.path : withoutDots(to.path) });
  const { scheme } = from;
  if (to.authority !== undefined) return format({ ...to, scheme, path: withoutDots(to.path) });
  // urn:a:b has no path to go along
  if (from.authority === undefined && !from.path.startsWith('/')) return base;
  const { authority } = from;
  if (to.path === '') return format({ scheme, authority, path: from.path, query: to.query ?? from.query });
  const path = to.path.startsWith('/') ? to.path : from.path.slice(0, from.path.lastIndexOf('/') + 1) + to.path;
  return format({ scheme, authority, path: withoutDots(path.startsWith('/') ? path : `/${path}`), query: to.query });
}

interface UrlParts {
  readonly scheme: string;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

function parse(url: string): UrlParts {
  const [, scheme = '', authority, path = '', query] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  return { scheme: scheme.toLowerCase(), authority, path, query };
}

function format({ scheme, authority, path, query }: UrlParts): string {
  const start = `${scheme === '' ? '' : `${scheme}:`}${authority === undefined ? '' : `//${authority}`}`;
  return `${start}${path}${query === undefined ? '' : `?${query}`}`;
}

function withoutDots(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  if (/(?:^|\/)\.\.?$/.test(path)) segments.push('');
  return path.startsWith('/') && segments[0] !== '' ? `/${segments.join('/')}` : segments.join('/');
}
