import {
  byteLength,
  type Func,
  type Funcs,
  formatValue,
  func,
  GoError,
  isAscii,
  quote,
  sliceBytes,
  toStrings,
  toStringValue,
  trimSpace,
  typedList,
  typedMap,
  type Value,
} from '../go/index.ts';
import { abbreviate, abbreviateBoth } from './abbreviate.ts';
import { initials, removeSpace, swapCase, toTitleCase, uncapitalize } from './case.ts';
import { toKebabCase, toPascalCase, toSnakeCase } from './case-words.ts';
import { toTextList } from './list-items.ts';
import { mapRunes, toLower, toUpper } from './runes.ts';
import {
  contains,
  hasPrefix,
  hasSuffix,
  replaceText,
  splitText,
  trimCutset,
  trimPrefix,
  trimSuffix,
} from './search.ts';
import { wrapText } from './wrap.ts';

/** Texts: cutting, searching, case, layout. Lengths and positions are in bytes, as Go has them. */
export const stringFuncs: Funcs = {
  hello: func([], () => 'Hello!'),
  toString: func(['any'], toStringValue),
  toStrings: func(['any'], toTextList),

  abbrev: func(['int', 'string'], (width, text) => abbreviate(text, width)),
  abbrevboth: func(['int', 'int', 'string'], (left, width, text) => abbreviateBoth(text, left, width)),
  trunc: func(['int', 'string'], (count, text) => truncate(text, count)),
  substr: func(['int', 'int', 'string'], (start, end, text) => substring(text, start, end)),
  trim: func(['string'], trimSpace),
  trimall: func(['string', 'string'], (cutset, text) => trimCutset(text, cutset)),
  trimAll: func(['string', 'string'], (cutset, text) => trimCutset(text, cutset)),
  trimSuffix: func(['string', 'string'], (suffix, text) => trimSuffix(text, suffix)),
  trimPrefix: func(['string', 'string'], (prefix, text) => trimPrefix(text, prefix)),
  nospace: func(['string'], removeSpace),
  replace: func(['string', 'string', 'string'], (old, by, text) => replaceText(text, old, by)),
  contains: func(['string', 'string'], (part, text) => contains(text, part)),
  hasPrefix: func(['string', 'string'], (prefix, text) => hasPrefix(text, prefix)),
  hasSuffix: func(['string', 'string'], (suffix, text) => hasSuffix(text, suffix)),

  upper: func(['string'], (text) => (isAscii(text) ? text.toUpperCase() : mapRunes(text, toUpper))),
  lower: func(['string'], (text) => (isAscii(text) ? text.toLowerCase() : mapRunes(text, toLower))),
  title: func(['string'], toTitleCase),
  untitle: func(['string'], uncapitalize),
  swapcase: func(['string'], swapCase),
  snakecase: func(['string'], toSnakeCase),
  camelcase: func(['string'], toPascalCase),
  kebabcase: func(['string'], toKebabCase),
  initials: func(['string'], initials),

  repeat: func(['int', 'string'], (count, text) => repeat(text, count)),
  wrap: func(['int', 'string'], (width, text) => wrapText(text, width, '', false)),
  wrapWith: func(['int', 'string', 'string'], (width, lineEnd, text) => wrapText(text, width, lineEnd, true)),
  indent: func(['int', 'string'], (blanks, text) => indent(text, blanks)),
  nindent: func(['int', 'string'], (blanks, text) => `\n${indent(text, blanks)}`),
  plural: func(['string', 'string', 'int'], (one, many, count) => (count === 1 ? one : many)),
  quote: ofTexts((value) => quote(toStringValue(value))),
  squote: ofTexts((value) => `'${formatValue(value)}'`),
  cat: ofTexts(formatValue),

  join: func(['string', 'any'], (separator, list) => toStrings(list).join(separator)),
  split: func(['string', 'string'], (separator, text) => numbered(splitText(text, separator))),
  splitn: func(['string', 'int', 'string'], (separator, limit, text) => numbered(splitText(text, separator, limit))),
  splitList: func(['string', 'string'], (separator, text) => typedList('string', splitText(text, separator))),
};

/** What is nil is left out, the rest stands with a blank between. */
function ofTexts(format: (value: Value) => string): Func {
  return {
    params: [],
    rest: 'any',
    call(args: readonly Value[]) {
      if (args.length === 1) return args[0] === null ? '' : format(args[0]!);
      const texts: string[] = [];
      for (const value of args) if (value !== null) texts.push(format(value));
      return texts.join(' ');
    },
  };
}

function truncate(text: string, count: number): string {
  if (isAscii(text)) {
    if (count >= 0) return text.length > count ? text.slice(0, count) : text;
    return text.length + count > 0 ? text.slice(count) : text;
  }
  const length = byteLength(text);
  if (count >= 0) return length > count ? sliceBytes(text, 0, count) : text;
  return length + count > 0 ? sliceBytes(text, length + count) : text;
}

/** A negative start takes from the beginning, a negative end, or one that is too far, to the end. */
function substring(text: string, start: number, end: number): string {
  const length = byteLength(text);
  const from = Math.max(start, 0);
  const to = start >= 0 && (end < 0 || end > length) ? length : end;
  if (to < 0) throw new GoError(`runtime error: slice bounds out of range [:${to}]`);
  if (to > length) throw new GoError(`runtime error: slice bounds out of range [:${to}] with length ${length}`);
  if (from > to) throw new GoError(`runtime error: slice bounds out of range [${from}:${to}]`);
  return sliceBytes(text, from, to);
}

/** strings.Repeat, with JavaScript's limit to the length of a text in place of Go's. */
function repeat(text: string, count: number): string {
  if (count < 0) throw new GoError('strings: negative Repeat count');
  if (text.length * count > longest) throw new GoError('strings: Repeat output length overflow');
  return text.repeat(count);
}

const longest = 2 ** 29 - 25;

function indent(text: string, blanks: number): string {
  const pad = repeat(' ', blanks);
  return pad + text.replace(/\n/g, `\n${pad}`);
}

function numbered(parts: readonly string[]) {
  return typedMap(
    'string',
    parts.map((part, i) => [`_${i}`, part] as const),
  );
}
