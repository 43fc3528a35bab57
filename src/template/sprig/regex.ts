import { type Func, type Funcs, func, GoError, typedList, type Value } from '../go/index.ts';
import { nilList } from './list-items.ts';
import { compile, type Pattern, quotePattern } from './regex-pattern.ts';
import { expand, parseReplacement } from './regex-replace.ts';

/** Go's RE2 expressions. One that is wrong ends the template; regexMatch alone says no instead. */
export const regexFuncs: Funcs = {
  regexMatch: func(['string', 'string'], (source, text) => {
    const pattern = compile(source);
    return typeof pattern !== 'string' && pattern.match(text);
  }),
  mustRegexMatch: func(['string', 'string'], (source, text) => needPattern(source).match(text)),
  ...both('egexFind', (need) => func(['string', 'string'], (source, text) => need(source).find(text))),
  ...both('egexFindAll', (need) =>
    func(['string', 'string', 'int'], (source, text, limit) => findAll(need(source), text, limit)),
  ),
  ...both('egexReplaceAll', (need) =>
    func(['string', 'string', 'string'], (source, text, by) => replaceAll(need(source), text, by)),
  ),
  ...both('egexReplaceAllLiteral', (need) =>
    func(['string', 'string', 'string'], (source, text, by) => need(source).replaceAll(text, by)),
  ),
  ...both('egexSplit', (need) =>
    func(['string', 'string', 'int'], (source, text, limit) => split(need(source), source, text, limit)),
  ),
  regexQuoteMeta: func(['string'], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

/** `regexFind` panics as MustCompile does, `mustRegexFind` returns the error: the words differ. */
function both(name: string, make: (need: (source: string) => Pattern) => Func): Funcs {
  return { [`r${name}`]: make(mustCompile), [`mustR${name}`]: make(needPattern) };
}

function needPattern(source: string): Pattern {
  const pattern = compile(source);
  if (typeof pattern === 'string') throw new GoError(pattern);
  return pattern;
}

function mustCompile(source: string): Pattern {
  const pattern = compile(source);
  if (typeof pattern === 'string') throw new GoError(`regexp: Compile(${quotePattern(source)}): ${pattern}`);
  return pattern;
}

function findAll(pattern: Pattern, text: string, limit: number): Value {
  const found = pattern.findAll(text, limit);
  return found === null ? nilList('string') : typedList('string', found);
}

function replaceAll(pattern: Pattern, text: string, by: string): string {
  if (!by.includes('$')) return pattern.replaceAll(text, by);
  const parts = parseReplacement(by, pattern.namedGroups);
  let out = '';
  let from = 0;
  for (const match of pattern.findAllSubmatchIndex(text, -1) ?? []) {
    out += text.slice(from, match[0]) + expand(parts, text, match);
    from = match[1]!;
  }
  return out + text.slice(from);
}

/** Regexp.Split: at most `limit` parts, the last of them what is left; all when it is negative. */
function split(pattern: Pattern, source: string, text: string, limit: number): Value {
  if (limit === 0) return nilList('string');
  if (source !== '' && text === '') return typedList('string', ['']);
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of pattern.findAllIndex(text, limit) ?? []) {
    if (limit > 0 && parts.length >= limit - 1) break;
    end = match[0]!;
    if (match[1] !== 0) parts.push(text.slice(start, end));
    start = match[1]!;
  }
  if (end !== text.length) parts.push(text.slice(start));
  return typedList('string', parts);
}
