/**
 * True when a path matches a pattern of gobwas/glob, which Helm uses for Files.Glob: `*` and `?` stay within one path
 * segment, `**` does not, `[a-z]` is a set and `[!a-z]` all others, `{a,b}` are alternatives. A set without an end is no
 * pattern, and Helm takes all files then; alternatives without one match nothing.
 */
export function isMatch(pattern: string, path: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    expression = /\[(?![^\]]+\])/.test(pattern) ? /^/ : new RegExp(`^${translate(pattern)}$`, 'su');
    if (patterns.size > 1000) patterns.clear();
    patterns.set(pattern, expression);
  }
  return expression.test(path);
}

const patterns = new Map<string, RegExp>();

function translate(pattern: string): string {
  const pieces = /\*\*|\*|\?|\[!?[^\]]+\]|\{|\}|,|\\.|[\s\S]/gu;
  let depth = 0;
  const text = (pattern.match(pieces) ?? [])
    .map((piece) => {
      if (piece === '**') return '.*';
      if (piece === '*') return '[^/]*';
      if (piece === '?') return '[^/]';
      if (piece === '{') return open();
      if (piece === '}' && depth > 0) return close();
      if (piece === ',' && depth > 0) return '|';
      if (piece.length > 1 && piece.startsWith('[')) return `[${piece[1] === '!' ? '^' : ''}${escapeSet(piece)}]`;
      return escapeText(piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece);
    })
    .join('');
  return depth > 0 ? '(?!)' : text;

  function open(): string {
    depth += 1;
    return '(?:';
  }
  function close(): string {
    depth -= 1;
    return ')';
  }
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function escapeSet(set: string): string {
  return set.slice(set.startsWith('[!') ? 2 : 1, -1).replace(/[\\[\]^]/g, '\\$&');
}
