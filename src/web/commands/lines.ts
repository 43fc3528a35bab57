import type { OutputLine } from '../representations.ts';

/** As many lines of a task as a page shows; all of them can be downloaded. */
export const linesAtMost = 5_000;

export interface Lines {
  readonly list: readonly OutputLine[];
  /** How many came before those in the list. */
  readonly left: number;
}

/** A stream that begins anew sends what was there: each line is taken once. */
export function withLines(
  before: ReadonlyMap<number, Lines>,
  lines: readonly OutputLine[],
): ReadonlyMap<number, Lines> {
  const after = new Map(before);
  for (const [task, more] of Map.groupBy(lines, (line) => line.task)) {
    const { list, left } = after.get(task) ?? { list: [], left: 0 };
    const last = list.at(-1)?.id ?? -1;
    const all = [...list, ...more.filter(({ id }) => id > last)];
    const over = Math.max(0, all.length - linesAtMost);
    after.set(task, { list: all.slice(over), left: left + over });
  }
  return after;
}
