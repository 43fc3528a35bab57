import { type Funcs, func, GoError, type GoMap, kindName, type Value } from '../go/index.ts';
import { fromByteText, toByteText } from './byte-text.ts';
import { nilDereference } from './list-items.ts';
import { hostnameOf, parseUrl } from './url-parse.ts';
import { formatUrl, formatUser } from './url-text.ts';

export const urlFuncs: Funcs = {
  urlParse: func(['string'], parseToDict),
  urlJoin: func(['map'], joinDict),
};

function parseToDict(text: string): GoMap {
  const url = parseUrl(toByteText(text), 'unable to parse url');
  const parts = {
    scheme: url.scheme,
    host: url.host,
    hostname: hostnameOf(url.host),
    path: url.path,
    query: url.query,
    opaque: url.opaque,
    fragment: url.fragment,
    userinfo: url.user ? formatUser(url.user) : '',
  };
  return new Map<string, Value>(Object.entries(parts).map(([name, bytes]) => [name, fromByteText(bytes)]));
}

function joinDict(dict: GoMap): string {
  const [scheme, host, path, query, opaque, fragment, userinfo] = keys.map((key) => toByteText(textAt(dict, key)));
  // the part before `@` is read as it would be in a URL
  const user = userinfo && parseUrl(`proto://${userinfo}@host`, 'unable to parse userinfo in dict').user;
  return fromByteText(
    formatUrl({
      scheme: scheme!,
      host: host!,
      path: path!,
      query: query!,
      opaque: opaque!,
      fragment: fragment!,
      user: user || undefined,
    }),
  );
}

const keys = ['scheme', 'host', 'path', 'query', 'opaque', 'fragment', 'userinfo'];

function textAt(dict: GoMap, key: string): string {
  const value = dict.get(key);
  if (value === undefined || typeof value === 'string') return value ?? '';
  if (value === null) throw new GoError(nilDereference);
  throw new GoError(`unable to parse ${key} key, must be of type string, but ${kindName(value)} found`);
}
