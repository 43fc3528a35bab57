import {
  checkIpv6,
  compileRegex as compile,
  GoError,
  quote as goQuote,
  hostnameOf,
  int64,
  parseUrl,
  type RegexPattern,
  sprintf,
  toByteText,
  type Value,
} from '../template/index.ts';
import { formatFloat } from '../yaml/index.ts';
import { isTable } from './table.ts';

/** A value in Go's words, by one verb: `%v` as warnings print it, `%t` as Helm prints what is no table. */
export function formatAs(verb: string, value: unknown): string {
  return sprintf(verb, [toGo(value)]);
}

function toGo(value: unknown): Value {
  if (typeof value === 'bigint') return int64(value);
  if (Array.isArray(value)) return value.map(toGo);
  if (isTable(value)) return new Map(Object.keys(value).map((key) => [key, toGo(value[key])] as const));
  return (value ?? null) as Value;
}

/** Go's %q of a string. */
export function quote(text: string): string {
  return goQuote(text);
}

/** A float64 as go-yaml writes it where a text is wanted: with a float32's digits. */
export function floatText(value: number): string {
  return formatFloat(value, 32);
}

/** A regular expression of Go's syntax, or Go's words for why it is none. */
export function compileRegex(text: string): RegexPattern | string {
  return compile(text);
}

/** Go's words for what is no address of IPv6; undefined when it is one. */
export function ipv6Problem(address: string): string | undefined {
  return problemOf(() => checkIpv6(toByteText(address)))?.replace(/^invalid host: /, '');
}

/** What Go's url.Parse makes of a text, or its words for why it is no URL. */
export function parseGoUrl(
  text: string,
): { readonly scheme: string; readonly host: string; readonly hostname: string; readonly rawPath: string } | string {
  const bytes = toByteText(text);
  let url: ReturnType<typeof parseUrl> | undefined;
  const problem = problemOf(() => {
    url = parseUrl(bytes, '');
  });
  if (!url) return (problem ?? '').replace(/^: /, '');
  const rawPath = url.opaque === '' ? text.replace(/[?#].*$/s, '').replace(/^[^/]*:/, '') : '';
  return { scheme: url.scheme, host: url.host, hostname: hostnameOf(url.host), rawPath };
}

function problemOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
}
