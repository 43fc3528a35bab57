/** A pattern that Go's filepath.Match does not take. */
export class BadPattern extends Error {
  constructor() {
    super('syntax error in pattern');
  }
}

/**
 * Go's filepath.Match: `*` and `?` stay within a segment, `[^a-z]` is a set, a backslash takes the next character as it is.
 * As in Go, a pattern is read only as far as the path matches it.
 * @throws BadPattern where it gets to what is wrong
 */
export function matchPath(pattern: string, path: string): boolean {
  let rest = [...path];
  let chunks = cutChunk([...pattern]);
  for (; chunks.hasStar || chunks.chunk.length > 0; chunks = cutChunk(chunks.pattern)) {
    const { hasStar, chunk, pattern } = chunks;
    if (hasStar && chunk.length === 0) return !rest.includes('/');
    const after = skipTo(chunk, rest, hasStar, pattern.length === 0);
    if (!after) return false;
    rest = after;
  }
  return rest.length === 0;
}

/** The same for many paths, where a bad pattern matches nothing. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  // nearly all patterns are a name, or a star and an ending
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern;
  const ending = /^\*([^*?[\\]+)$/.exec(pattern)?.[1];
  if (ending !== undefined) return (path) => path.endsWith(ending) && !path.slice(0, -ending.length).includes('/');
  return (path) => {
    try {
      return matchPath(pattern, path);
    } catch (error) {
      if (error instanceof BadPattern) return false;
      throw error;
    }
  };
}

interface Chunk {
  readonly hasStar: boolean;
  /** What stands before the next star. */
  readonly chunk: readonly string[];
  readonly pattern: readonly string[];
}

function cutChunk(pattern: readonly string[]): Chunk {
  let start = 0;
  while (pattern[start] === '*') start += 1;
  let end = start;
  for (let isInSet = false; end < pattern.length; end += 1) {
    const character = pattern[end];
    if (character === '\\') end += end + 1 < pattern.length ? 1 : 0;
    else if (character === '[') isInSet = true;
    else if (character === ']') isInSet = false;
    else if (character === '*' && !isInSet) break;
  }
  return { hasStar: start > 0, chunk: pattern.slice(start, end), pattern: pattern.slice(end) };
}

/** What is left of a path behind the chunk: at its start, or with a star as far on as the segment goes. */
function skipTo(
  chunk: readonly string[],
  path: readonly string[],
  hasStar: boolean,
  isLast: boolean,
): string[] | undefined {
  for (let i = 0; i <= path.length; i += 1) {
    const rest = matchChunk(chunk, path.slice(i));
    if (rest && (rest.length === 0 || !isLast)) return rest;
    if (!hasStar || path[i] === '/') break;
  }
  return undefined;
}

function matchChunk(chunk: readonly string[], path: readonly string[]): string[] | undefined {
  const rest = [...path];
  let hasFailed = false;
  for (let i = 0; i < chunk.length; ) {
    const character = rest.shift();
    hasFailed ||= character === undefined;
    if (chunk[i] === '[') {
      const { isMember, end } = readSet(chunk, i + 1);
      hasFailed ||= !isMember(character!);
      i = end;
      continue;
    }
    if (chunk[i] === '?') {
      hasFailed ||= character === '/';
    } else {
      if (chunk[i] === '\\') i += 1;
      if (i === chunk.length) throw new BadPattern();
      hasFailed ||= character !== chunk[i];
    }
    i += 1;
  }
  return hasFailed ? undefined : rest;
}

/** A set that is open: `start` is behind its bracket. */
function readSet(chunk: readonly string[], start: number): { isMember: (character: string) => boolean; end: number } {
  const isNegated = chunk[start] === '^';
  const ranges: (readonly [number, number])[] = [];
  let i = isNegated ? start + 1 : start;
  while (ranges.length === 0 || chunk[i] !== ']') {
    const low = readMember(chunk, i);
    const high = chunk[low.end] === '-' ? readMember(chunk, low.end + 1) : low;
    ranges.push([low.code, high.code]);
    i = high.end;
  }
  const isMember = (character: string) => {
    const code = character.codePointAt(0)!;
    return ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
  };
  return { isMember, end: i + 1 };
}

function readMember(chunk: readonly string[], start: number): { code: number; end: number } {
  if (chunk[start] === '-' || chunk[start] === ']') throw new BadPattern();
  const i = chunk[start] === '\\' ? start + 1 : start;
  // a set has to be closed
  if (i + 1 >= chunk.length) throw new BadPattern();
  return { code: chunk[i]!.codePointAt(0)!, end: i + 1 };
}
