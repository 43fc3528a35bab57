import { isReadAsString } from '../../yaml/index.ts';
import type { YamlDialect } from './yaml-writer.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/**
 * Whether a text stands as it is wherever a block may: 0 for no or not sure, 1 for yes, 2 for yes but it holds blanks, so
 * that it may have to be folded. Nearly every string of a chart is told here.
 */
export function isSurelyPlain(text: string): 0 | 1 | 2 {
  const { length } = text;
  if (length === 0) return 0;
  const first = text.charCodeAt(0);
  if (first > 126 || firstClass[first] === 0) return 0;
  let hasBlank: 1 | 2 = 1;
  for (let i = 1; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 58 ? code < 127 : code > 35 && code < 58) continue;
    if (code === 32) hasBlank = 2;
    else if (code === 58) {
      if (i + 1 === length || text.charCodeAt(i + 1) === 32) return 0;
    } else if (code === 35) {
      if (text.charCodeAt(i - 1) === 32) return 0;
    } else if (code < 33 || code > 126) return 0;
  }
  if (text.charCodeAt(length - 1) === 32) return 0;
  const kind = firstClass[first];
  if (kind === perhapsWord) return length < 6 && !isReadAsString(text) ? 0 : hasBlank;
  return kind === perhapsNumber && (!isReadAsString(text) || isBase60(text)) ? 0 : hasBlank;
}

const perhapsWord = 2;
const perhapsNumber = 3;

/** By its first character; 0 for what no plain scalar starts with, or only sometimes, 1 for nothing special. */
const firstClass = new Uint8Array(127);
for (let code = 33; code < 127; code += 1) {
  const character = String.fromCharCode(code);
  if ('yYnNtTfFoO~'.includes(character)) firstClass[code] = perhapsWord;
  else if (character >= '0' && character <= '9') firstClass[code] = perhapsNumber;
  else if (!'#,[]{}&*!|>\'"%@`?:-+.'.includes(character)) firstClass[code] = 1;
}

/** 190:20:30, which YAML 1.1 takes for a number and go-yaml only pretends to. */
function isBase60(text: string): boolean {
  return text.includes(':') && base60.test(text);
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The style go-yaml's emitter takes for a string outside of flow collections. */
export function styleOf(text: string, dialect: YamlDialect): ScalarStyle {
  if (text === '') return 'double';
  const isEscaped = special.test(text) || blankBeforeBreak.test(text);
  const hasTab = text.includes('\t');
  if (text.includes('\n')) {
    return isEscaped || (hasTab && !dialect.allowsTabsInBlocks) || text.endsWith(' ') ? 'double' : 'literal';
  }
  if (isEscaped || hasTab || blankAfterBreak.test(text) || !isReadAsString(text) || isBase60(text)) return 'double';
  return indicators.test(text) || hasBreak(text) || text.startsWith(' ') || text.endsWith(' ') ? 'single' : 'plain';
}

/** Whether a text has line breaks of any kind: then it is no simple key. */
export function hasBreak(text: string): boolean {
  return /[\n\r\x85\u2028\u2029]/.test(text);
}

const blankBeforeBreak = / [\n\r\x85\u2028\u2029]/;
const blankAfterBreak = /[\n\r\x85\u2028\u2029] /;

/** What ends or starts something else: `---`, `...`, one of the first characters, `- `, `? `, `: `, ` #`. */
const indicators = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?](?:[ \t]|$))|:(?:[ \t]|$)|[ \t\n\r\x85\u2028\u2029]#/;

/** What go-yaml does not print as it is; tab apart. Characters beyond U+FFFF are among them. */
const special = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
