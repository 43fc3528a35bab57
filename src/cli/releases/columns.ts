import { stripVTControlCharacters, styleText } from 'node:util';

export type Tone = Parameters<typeof styleText>[0];
export type Paint = (tone: Tone | undefined, text: string) => string;

/** Colours where they are wanted, the bare text elsewhere. */
export function painter(hasColor: boolean): Paint {
  return (tone, text) =>
    hasColor && tone !== undefined && text !== '' ? styleText(tone, text, { validateStream: false }) : text;
}

/**
 * Rows in columns as kubectl prints them, three blanks apart, or two where the terminal is too narrow; the last one is cut
 * where it ends.
 * @param width undefined: nothing is cut
 */
export function columns(rows: readonly (readonly string[])[], width: number | undefined): string {
  const wide = layOut(rows, undefined, 3);
  const isTooWide = width !== undefined && wide.some((line) => lengthOf(line) > width);
  const lines = isTooWide ? layOut(rows, width, 2) : wide;
  return lines.map((line) => `${line}\n`).join('');
}

function layOut(rows: readonly (readonly string[])[], width: number | undefined, gap: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, lengthOf(cell));
    }
  }
  return rows.map((row) => {
    const start = row.slice(0, -1).map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - lengthOf(cell) + gap));
    const used = start.reduce((sum, cell) => sum + lengthOf(cell), 0);
    return (start.join('') + cut(row.at(-1) ?? '', width, used)).trimEnd();
  });
}

/** `text` in the room that a line has left; at least ten characters of it. */
export function cut(text: string, width: number | undefined, used: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trimEnd();
  const room = Math.max((width ?? Number.POSITIVE_INFINITY) - used, 10);
  return lengthOf(line) <= room ? line : `${stripVTControlCharacters(line).slice(0, room - 1)}…`;
}

export function lengthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
