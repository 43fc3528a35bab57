/** A top-level key of a YAML file, with the lines that belong to it. */
export interface Section {
  readonly key: string;
  /** The comment above it included. */
  readonly text: string;
}

/** A values.yaml cut into its top-level keys. What stands above the first key's own comment is `head`. */
export interface Sections {
  readonly head: string;
  readonly sections: readonly Section[];
}

/** Nothing is parsed and nothing is lost: head and sections joined are the text, so that comments stay as they were written. */
export function cutSections(text: string): Sections {
  const lines = text.split(/(?<=\n)/);
  const starts = lines.flatMap((line, index) => {
    const key = keyOf(line);
    return key === undefined ? [] : [{ key, from: startOfComment(lines, index) }];
  });
  const sections = starts.map(({ key, from }, index) => ({
    key,
    text: lines.slice(from, starts[index + 1]?.from).join(''),
  }));
  return { head: lines.slice(0, starts[0]?.from).join(''), sections };
}

/** `hooks:`, `"hooks":`; a line of a block of text or of a list is indented or begins with another character. */
function keyOf(line: string): string | undefined {
  const [, double, single, plain] = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_][^\s:#'"]*))\s*:(?:\s|$)/.exec(line) ?? [];
  return double ?? single ?? plain;
}

/** The comment lines right above; a blank line ends them. */
function startOfComment(lines: readonly string[], index: number): number {
  let from = index;
  while (from > 0 && lines[from - 1]?.startsWith('#')) from -= 1;
  return from;
}
