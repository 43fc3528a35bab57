import { Eta } from 'eta/core';
import { CapstanError } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';

/** A piece of a template, with its offset in the text. */
export type Token = Text | Tag;

export interface Text {
  readonly type: 'text';
  readonly offset: number;
  /** Whether it begins a line of the output, as behind a line of statements. */
  readonly startsLine: boolean;
  readonly text: string;
}

export interface Tag {
  readonly type: 'statement' | 'value' | 'raw';
  /** Of `<%`. */
  readonly offset: number;
  /** Behind `%>`. */
  readonly end: number;
  readonly code: string;
  readonly codeOffset: number;
  /** `-` takes one newline on its side of the tag, `_` all blanks. */
  readonly trimBefore: string | undefined;
  readonly trimAfter: string | undefined;
}

/**
 * Tokens in order, without the text that trim marks and lines of statements alone take away.
 * @throws CapstanError TEMPLATE_SYNTAX where a tag, a string or a comment is not closed.
 */
export function scan(source: TemplateSource): Token[] {
  const { text } = source;
  const tags = locateTags(text, parseTags(source));
  const gaps = trimGaps(text, tags);
  takeOutStatementLines(text, tags, gaps);
  const tokens: Token[] = [];
  gaps.forEach(({ start, end }, i) => {
    const startsLine = start === 0 || (text[start - 1] === '\n' && tags[i - 1]?.trimAfter === undefined);
    if (end > start) tokens.push({ type: 'text', offset: start, startsLine, text: text.slice(start, end) });
    const tag = tags[i];
    if (tag) tokens.push(tag);
  });
  return tokens;
}

/** Only its parser is used, which knows where a tag ends although a string or a comment of it holds `%>`. */
const eta = new Eta({ autoTrim: false });

interface EtaTag {
  readonly t: keyof typeof types;
  readonly val: string;
}

function parseTags({ name, text }: TemplateSource): EtaTag[] {
  try {
    return eta.parse(text).filter((piece) => typeof piece !== 'string') as EtaTag[];
  } catch (error) {
    const found = /^(.*) at line (\d+) col (\d+):/.exec((error as Error).message);
    const place = { file: name, text, ...(found ? { line: Number(found[2]), column: Number(found[3]) } : {}) };
    throw new CapstanError('TEMPLATE_SYNTAX', `template ${name}: ${found?.[1] ?? 'cannot be parsed'}`, {
      place,
      hint: 'a tag is <% statement %>, <%= value %> or <%~ raw text %>; close what is open',
    });
  }
}

const opening = /<%(-|_)?\s*(?:=|~)?\s*/y;
const closing = /\s*(-|_)?%>/y;
const types = { e: 'statement', i: 'value', r: 'raw' } as const;

/** Eta's parser tells no offsets; they follow from the order of the tags. */
function locateTags(text: string, parsed: readonly EtaTag[]): Tag[] {
  let from = 0;
  return parsed.map(({ t, val }) => {
    const offset = text.indexOf('<%', from);
    opening.lastIndex = offset;
    const open = opening.exec(text)!;
    const codeOffset = offset + open[0].length;
    closing.lastIndex = codeOffset + val.length;
    const close = closing.exec(text)!;
    from = closing.lastIndex;
    return { type: types[t], offset, end: from, code: val, codeOffset, trimBefore: open[1], trimAfter: close[1] };
  });
}

/** A stretch of text between two tags. */
interface Gap {
  start: number;
  end: number;
}

/** The text before each tag, and the text behind the last one. */
function trimGaps(text: string, tags: readonly Tag[]): Gap[] {
  return Array.from({ length: tags.length + 1 }, (_, i) => {
    let start = tags[i - 1]?.end ?? 0;
    let end = tags[i]?.offset ?? text.length;
    const [left, right] = [tags[i - 1]?.trimAfter, tags[i]?.trimBefore];
    if (left === '-' && text[start] === '\n') start += 1;
    if (left === '_') while (start < end && blank.test(text[start]!)) start += 1;
    if (right === '-' && end > start && text[end - 1] === '\n') end -= 1;
    if (right === '_') while (end > start && blank.test(text[end - 1]!)) end -= 1;
    return { start, end };
  });
}

const blank = /\s/;
const blanksOfLine = /^[ \t\r]*$/;

/** A line with statement tags and blanks alone goes away whole: its indent, and its newline. */
function takeOutStatementLines(text: string, tags: readonly Tag[], gaps: Gap[]): void {
  for (let first = 0; first < tags.length; first += 1) {
    if (tags[first]!.type !== 'statement') continue;
    let last = first;
    while (
      tags[last + 1]?.type === 'statement' &&
      blanksOfLine.test(text.slice(tags[last]!.end, tags[last + 1]!.offset))
    ) {
      last += 1;
    }
    const lineStart = text.lastIndexOf('\n', tags[first]!.offset - 1) + 1;
    const newline = text.indexOf('\n', tags[last]!.end);
    const lineEnd = newline < 0 ? text.length : newline;
    const isAlone =
      blanksOfLine.test(text.slice(lineStart, tags[first]!.offset)) &&
      blanksOfLine.test(text.slice(tags[last]!.end, lineEnd));
    if (isAlone) {
      const [before, after] = [gaps[first]!, gaps[last + 1]!];
      before.end = Math.min(before.end, lineStart);
      after.start = Math.max(after.start, newline < 0 ? text.length : newline + 1);
      for (const inner of gaps.slice(first + 1, last + 1)) inner.end = inner.start;
    }
    first = last;
  }
}
