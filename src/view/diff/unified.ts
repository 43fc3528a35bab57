import { diffLines, type LineEdit } from './lines.ts';

/** A stretch of changed lines with what stands round them. Lines count from 1; 0 where the text has none. */
export interface Hunk {
  readonly beforeStart: number;
  readonly beforeCount: number;
  readonly afterStart: number;
  readonly afterCount: number;
  readonly edits: readonly LineEdit[];
}

/** What `diff -u` shows of two texts; [] when they are equal. */
export function unifiedHunks(before: string, after: string, context = 3): Hunk[] {
  const edits = diffLines(linesOf(before), linesOf(after));
  const hunks: Hunk[] = [];
  for (const [from, to] of stretches(edits, context)) hunks.push(hunkOf(edits, from, to));
  return hunks;
}

export function hunkHeader({ beforeStart, beforeCount, afterStart, afterCount }: Hunk): string {
  return `@@ -${range(beforeStart, beforeCount)} +${range(afterStart, afterCount)} @@`;
}

const signs = { same: ' ', removed: '-', added: '+' } as const;

export function hunkLines({ edits }: Hunk): string[] {
  return edits.map(({ is, line }) => signs[is] + line);
}

/** A text's lines; one without a line feed at its end counts as with one. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Where changes are, with `context` lines round them; those that touch are one. */
function stretches(edits: readonly LineEdit[], context: number): [number, number][] {
  const found: [number, number][] = [];
  for (const [index, { is }] of edits.entries()) {
    if (is === 'same') continue;
    const from = Math.max(0, index - context);
    const to = Math.min(edits.length, index + context + 1);
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

function hunkOf(all: readonly LineEdit[], from: number, to: number): Hunk {
  const edits = all.slice(from, to);
  const count = (some: readonly LineEdit[], not: LineEdit['is']) => some.filter(({ is }) => is !== not).length;
  const beforeCount = count(edits, 'added');
  const afterCount = count(edits, 'removed');
  const earlier = all.slice(0, from);
  return {
    beforeStart: count(earlier, 'added') + (beforeCount > 0 ? 1 : 0),
    beforeCount,
    afterStart: count(earlier, 'removed') + (afterCount > 0 ? 1 : 0),
    afterCount,
    edits,
  };
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`;
}
