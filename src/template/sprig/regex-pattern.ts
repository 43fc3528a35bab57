import { createRequire } from 'node:module';
import type { RE2JSSyntaxException } from 're2js';
import { canBackquote, quote } from '../go/index.ts';

const require = createRequire(import.meta.url);

/** The part of re2js that works as Go's regexp does. Positions are JavaScript's; null is no match at all. */
export interface Pattern {
  readonly namedGroups: Readonly<Record<string, number>>;
  match(text: string): boolean;
  /** '' when there is no match. */
  find(text: string): string;
  /** At most `limit` matches, all when it is negative. */
  findAll(text: string, limit: number): string[] | null;
  /** Start and end of each match. */
  findAllIndex(text: string, limit: number): number[][] | null;
  /** And of its groups, -1 for those that took no part. */
  findAllSubmatchIndex(text: string, limit: number): number[][] | null;
  /** `by` as it is. */
  replaceAll(text: string, by: string): string;
}

/** The compiled pattern, or Go's words on what is wrong with it. Patterns are few, and come again at every render. */
export function compile(source: string): Pattern | string {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = compileNow(source);
  if (compiled.size >= maxCompiled) compiled.delete(compiled.keys().next().value!);
  compiled.set(source, pattern);
  return pattern;
}

const compiled = new Map<string, Pattern | string>();
const maxCompiled = 500;

/** `given` is the pattern before its names were changed, for messages. */
function compileNow(source: string, given = source): Pattern | string {
  if (!source.isWellFormed()) return `error parsing regexp: invalid UTF-8: \`${fromFirstBadByte(source)}\``;
  // its tables of Unicode take long to load, and many charts have no pattern
  const { RE2JS, RE2JSSyntaxException } = require('re2js') as typeof import('re2js');
  try {
    return RE2JS.compile(source).re2();
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    if (error.error === 'duplicate capture group name') return compileNow(withoutRepeatedNames(source), given);
    return `error parsing regexp: ${error.error}: \`${placeOf(error, source, given)}\``;
  }
}

/** Go lets groups have the same name: `${name}` is the first of them. */
function withoutRepeatedNames(source: string): string {
  const names = new Set<string>();
  return source.replace(/\\.|\(\?P?<(\w+)>/gs, (text, name?: string) => {
    if (name === undefined || !names.has(name)) {
      if (name !== undefined) names.add(name);
      return text;
    }
    return '(';
  });
}

/** The part of the pattern that is wrong. */
function placeOf({ error, input }: RE2JSSyntaxException, source: string, given: string): string {
  if (error.startsWith('trailing backslash')) return '';
  return input === null || input === source ? given : input;
}

function fromFirstBadByte(source: string): string {
  return source.slice(source.search(/(?<![\ud800-\udbff])[\udc80-\udcff]/));
}

/** The pattern as MustCompile quotes it. */
export function quotePattern(source: string): string {
  return canBackquote(source) ? `\`${source}\`` : quote(source);
}
