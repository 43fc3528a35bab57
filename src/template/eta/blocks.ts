import type { Tag, Token } from './scan.ts';

/**
 * A raw tag that begins its line writes a block: its lines stand under the tag, and when it writes nothing its line goes
 * too, as far as nothing else stands there.
 */
export interface Block {
  /** The blanks in front of the tag, taken out of the text before it. */
  readonly indent: string;
  /** The rest of the line, taken out of the text behind it; '' when more stands on the line. */
  readonly newline: string;
}

export function findBlocks(tokens: readonly Token[]): { tokens: Token[]; blocks: ReadonlyMap<Tag, Block> } {
  const blocks = new Map<Tag, Block>();
  const laidOut = [...tokens];
  /** Texts whose newline went to the block before them: they begin a line all the same. */
  const afterBlock = new Set<number>();
  laidOut.forEach((tag, i) => {
    if (tag.type !== 'raw') return;
    const [before, after] = [laidOut[i - 1], laidOut[i + 1]];
    const isFirst = before === undefined && tag.offset === 0;
    const lead = before?.type === 'text' ? /(?:^|\n)([ \t]*)$/.exec(before.text) : undefined;
    const isLineStart = (before?.type === 'text' && before.startsLine) || afterBlock.has(i - 1);
    if (!isFirst && !(lead && (lead[0]!.startsWith('\n') || isLineStart))) return;
    const indent = lead?.[1] ?? '';
    const tail = after === undefined ? [''] : after.type === 'text' ? /^[ \t\r]*(?:\n|$)/.exec(after.text) : undefined;
    const newline = tail && (tail[0]!.endsWith('\n') || i + 1 >= laidOut.length - 1) ? tail[0] : undefined;
    if (before?.type === 'text' && indent !== '') {
      laidOut[i - 1] = { ...before, text: before.text.slice(0, -indent.length) };
    }
    if (after?.type === 'text' && newline) {
      laidOut[i + 1] = { ...after, offset: after.offset + newline.length, text: after.text.slice(newline.length) };
      afterBlock.add(i + 1);
    }
    if (indent !== '' || newline !== undefined) blocks.set(tag, { indent, newline: newline ?? '' });
  });
  return { tokens: laidOut.filter((token) => token.type !== 'text' || token.text !== ''), blocks };
}

/**
 * The text of a block. Lines behind the first get the tag's indent; a text that brings at least that indent on every
 * line keeps its own instead, so that both `yaml(x)` and `yaml(x, 4)` are right behind four blanks.
 */
export function writeBlock(text: string, { indent, newline }: Block): string {
  if (newline === '') return indent + place(text, indent);
  if (text === '') return '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return (bringsIndent(body, indent) ? '' : indent) + place(body, indent) + newline;
}

function place(text: string, indent: string): string {
  if (indent === '' || !text.includes('\n') || bringsIndent(text, indent)) return text;
  return text.replace(/\n(?=[^\n])/g, `\n${indent}`);
}

function bringsIndent(text: string, indent: string): boolean {
  return (
    indent !== '' && text.startsWith(indent) && text.split('\n').every((line) => line === '' || line.startsWith(indent))
  );
}
