/** One line of two texts put beside each other. */
export interface LineEdit {
  readonly is: 'same' | 'removed' | 'added';
  readonly line: string;
}

/**
 * The shortest way from one list of lines to another: Myers' algorithm ("An O(ND) Difference Algorithm", 1986), what both
 * begin and end with left out of it. Where the two have next to nothing in common all of the middle is replaced: nobody
 * reads further than that.
 */
export function diffLines(before: readonly string[], after: readonly string[]): LineEdit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (line: string): LineEdit => ({ is: 'same', line });
  return [
    ...before.slice(0, start).map(same),
    ...diffMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

const stepsAtMost = 2_000;

function diffMiddle(before: readonly string[], after: readonly string[]): LineEdit[] {
  const trace = findPath(before, after);
  return trace ? walkBack(trace, before, after) : replaceAll(before, after);
}

/** How far each diagonal came with 0, 1, 2 … edits; undefined when it takes too many. */
function findPath(
  before: readonly string[],
  after: readonly string[],
): readonly ReadonlyMap<number, number>[] | undefined {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const most = Math.min(before.length + after.length, stepsAtMost);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = comesFromAbove(furthest, diagonal, edits) ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
  }
  return undefined;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): LineEdit[] {
  const edits: LineEdit[] = [];
  let x = before.length;
  let y = after.length;
  for (let step = trace.length - 1; step >= 0; step--) {
    const furthest = trace[step] as ReadonlyMap<number, number>;
    const diagonal = x - y;
    const previous = comesFromAbove(furthest, diagonal, step) ? diagonal + 1 : diagonal - 1;
    const fromX = at(furthest, previous);
    const fromY = fromX - previous;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      edits.push({ is: 'same', line: before[x] as string });
    }
    if (step === 0) break;
    if (x === fromX) edits.push({ is: 'added', line: after[--y] as string });
    else edits.push({ is: 'removed', line: before[--x] as string });
  }
  return edits.reverse();
}

/** Whether the best way to a diagonal is a line added, rather than one removed. */
function comesFromAbove(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && at(furthest, diagonal - 1) < at(furthest, diagonal + 1));
}

function at(furthest: ReadonlyMap<number, number>, diagonal: number): number {
  return furthest.get(diagonal) ?? -1;
}

function replaceAll(before: readonly string[], after: readonly string[]): LineEdit[] {
  return [
    ...before.map((line) => ({ is: 'removed', line }) as const),
    ...after.map((line) => ({ is: 'added', line }) as const),
  ];
}
