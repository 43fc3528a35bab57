import { isDigit, isLetter } from './runes.ts';

/** A piece of a replacement: text as it is, or the number of a group; -1 is a group that does not exist. */
export type ReplacementPart = string | number;

/**
 * `$1`, `${1}`, `$name`, `${name}` and `$$`, as Go's Regexp.Expand reads them: a name takes in all letters, digits and
 * underscores, so `$1x` is a group named `1x`.
 */
export function parseReplacement(by: string, namedGroups: Readonly<Record<string, number>>): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let at = 0;
  for (;;) {
    const dollar = by.indexOf('$', at);
    if (dollar < 0) break;
    parts.push(by.slice(at, dollar));
    at = dollar + 1;
    if (by[at] === '$') {
      parts.push('$');
      at += 1;
      continue;
    }
    const reference = readReference(by, at);
    if (reference) {
      parts.push(groupOf(reference.name, namedGroups));
      at = reference.end;
    } else parts.push('$');
  }
  parts.push(by.slice(at));
  return parts;
}

export function expand(parts: readonly ReplacementPart[], text: string, match: readonly number[]): string {
  let out = '';
  for (const part of parts) {
    if (typeof part === 'string') out += part;
    else if (part >= 0 && 2 * part + 1 < match.length && match[2 * part]! >= 0) {
      out += text.slice(match[2 * part], match[2 * part + 1]);
    }
  }
  return out;
}

function readReference(by: string, from: number): { name: string; end: number } | undefined {
  const isBraced = by[from] === '{';
  const start = isBraced ? from + 1 : from;
  let end = start;
  while (end < by.length) {
    const rune = by.codePointAt(end)!;
    if (!isLetter(rune) && !isDigit(rune) && rune !== 0x5f) break;
    end += rune > 0xffff ? 2 : 1;
  }
  if (end === start || (isBraced && by[end] !== '}')) return undefined;
  return { name: by.slice(start, end), end: isBraced ? end + 1 : end };
}

/** A number with a leading zero, or over 10^9, is a name. */
function groupOf(name: string, namedGroups: Readonly<Record<string, number>>): number {
  if (/^(?:0|[1-9][0-9]{0,8})$/.test(name)) return Number(name);
  return Object.hasOwn(namedGroups, name) ? namedGroups[name]! : -1;
}
