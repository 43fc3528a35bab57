import type { ScalarStyle } from './yaml-style.ts';

/** A scalar's text, and whether it ends with a line break, so that what follows needs none. */
export interface WrittenScalar {
  readonly text: string;
  readonly endsLine: boolean;
}

export interface ScalarPlace {
  /** Characters on its line in front of it. */
  readonly column: number;
  /** Of the lines that it goes on in. */
  readonly indent: number;
  /** Where its lines are folded; infinite for a key, which stays on its line. */
  readonly width: number;
}

export function writeScalar(text: string, style: ScalarStyle, place: ScalarPlace): WrittenScalar {
  switch (style) {
    case 'plain':
      return { text: fold(text, place), endsLine: false };
    case 'single':
      return { text: writeSingleQuoted(text, place), endsLine: false };
    case 'double':
      return { text: writeDoubleQuoted(text, place), endsLine: false };
    case 'literal':
      return writeLiteral(text, place.indent);
  }
}

/** Broken at the first single blank behind the width, as often as that comes. */
function fold(text: string, { column, indent, width }: ScalarPlace): string {
  if (column + text.length <= width) return text;
  let out = '';
  let from = 0;
  let at = column;
  let wasBlank = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // the second half of a pair is no character of its own
    if (code < 0xdc00 || code > 0xdfff) at += 1;
    if (code === 32 && !wasBlank && at > width + 1 && text.charCodeAt(i + 1) !== 32) {
      out += `${text.slice(from, i)}\n${' '.repeat(indent)}`;
      from = i + 1;
      at = indent;
    }
    wasBlank = code === 32;
  }
  return from === 0 ? text : out + text.slice(from);
}

function writeSingleQuoted(text: string, { column, indent, width }: ScalarPlace): string {
  if (column + text.length < width && !special.test(text)) return `'${text}'`;
  let out = "'";
  let at = column + 1;
  let wasBlank = false;
  let isAfterBreak = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    // LS and PS: a text with other breaks is never here
    const isBreak = character === '\u2028' || character === '\u2029';
    if (isAfterBreak && !isBreak) {
      out += ' '.repeat(indent);
      at = indent;
    }
    if (character === ' ' && !wasBlank && at > width && i > 0 && i < text.length - 1 && text[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += character === "'" ? "''" : character;
      at += character === "'" ? 2 : 1;
    }
    if (isBreak) at = 0;
    isAfterBreak = isBreak;
    wasBlank = character === ' ';
  }
  return `${out}'`;
}

/** What a text in single quotes may have to be looked at for, character by character. */
const special = /['\u2028\u2029]/;

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** What does not stand in double quotes as it is. */
const escaped = /[^\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function writeDoubleQuoted(text: string, { column, indent, width }: ScalarPlace): string {
  // go-yaml's slip: behind a byte order mark at the start every character is escaped
  const escapesAll = text.startsWith('\ufeff');
  if (!escapesAll && !escaped.test(text) && column + text.length < width) return `"${text}"`;
  let out = '"';
  let at = column + 1;
  let wasBlank = false;
  let isFirst = true;
  let left = text.length;
  for (const character of text) {
    left -= character.length;
    if (escapesAll || escaped.test(character)) {
      const sequence = escapeOf(character);
      out += sequence;
      at += sequence.length;
      wasBlank = false;
    } else if (character === ' ') {
      if (!wasBlank && at > width && !isFirst && left > 0) {
        out += `\n${' '.repeat(indent)}`;
        at = indent;
        if (text[text.length - left] === ' ') {
          out += '\\';
          at += 1;
        }
      } else {
        out += ' ';
        at += 1;
      }
      wasBlank = true;
    } else {
      out += character;
      at += 1;
      wasBlank = false;
    }
    isFirst = false;
  }
  return `${out}"`;
}

function escapeOf(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A text with line breaks, neither of which has a blank in front of it. */
function writeLiteral(text: string, indent: number): WrittenScalar {
  const padding = ' '.repeat(indent);
  const hint = /^[ \n\u2028\u2029]/.test(text) ? '2' : '';
  const tail = /[\n\u2028\u2029]*$/.exec(text)![0];
  const chomping = tail === '' ? '-' : tail.length > 1 || tail === text ? '+' : '';
  let out = `|${hint}${chomping}\n`;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 0x2028 && code !== 0x2029) continue;
    out += i > from ? padding + text.slice(from, i + 1) : text[i];
    from = i + 1;
  }
  if (from < text.length) out += padding + text.slice(from);
  return { text: out, endsLine: tail !== '' };
}
