import { resolvePlain } from './scalar.ts';

/** Thrown for a text outside of the subset: the whole grammar decides then. */
const beyond = new Error('not in the subset');

/**
 * The data of one YAML document of the kind templates write: block mappings and lists, scalars on one line, `|` blocks,
 * flow lists of words. Undefined for all else, wrong YAML included: the caller then asks the yaml package, which is twenty
 * times slower. What is read here is read as that would read it; the tests hold the two against each other.
 */
export function readBlockYaml(text: string): { data: unknown } | undefined {
  if (unusual.test(text)) return undefined;
  try {
    return { data: new BlockReader(text.split('\n')).readDocument() };
  } catch (error) {
    if (error === beyond) return undefined;
    throw error;
  }
}

/** Tabs, carriage returns, control characters, byte order marks; document markers and directives; odd line ends. */
const unusual = /[^\P{C}\n]|[\ufeff\u2028\u2029\x85]|^(?:---|\.\.\.|%)/mu;

class BlockReader {
  private readonly lines: readonly string[];
  private at = 0;
  /** Of the line at `at`, which is no blank and no comment; -1 at the end. */
  private indent = -1;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.settle();
  }

  readDocument(): unknown {
    if (this.indent !== 0) throw beyond;
    const line = this.lines[this.at]!;
    const data = isItem(line, 0) ? this.readList(0) : this.readMap(0, 0);
    if (!this.isAtEnd()) throw beyond;
    return data;
  }

  private isAtEnd(): boolean {
    return this.indent < 0;
  }

  /** Entries at the column `indent`; the first begins at `start` of the current line, behind `- ` perhaps. */
  private readMap(indent: number, start: number): object {
    const map: Record<string, unknown> = {};
    let column = start;
    do {
      const line = this.lines[this.at]!;
      entry.lastIndex = column;
      const match = entry.exec(line);
      if (!match) throw beyond;
      const [, plain, quoted] = match;
      const key = plain ?? quoted!;
      if (
        Object.hasOwn(map, key) ||
        key === '__proto__' ||
        (plain !== undefined && typeof resolvePlain(plain) !== 'string')
      ) {
        throw beyond;
      }
      map[key] = this.readValue(line, entry.lastIndex, indent, true);
      column = indent;
    } while (this.indent === indent && !isItem(this.lines[this.at]!, indent));
    if (this.indent > indent) throw beyond;
    return Object.freeze(map);
  }

  private readList(indent: number): readonly unknown[] {
    const list: unknown[] = [];
    while (this.indent === indent && isItem(this.lines[this.at]!, indent)) {
      const line = this.lines[this.at]!;
      let start = indent + 1;
      while (line[start] === ' ') start += 1;
      entry.lastIndex = start;
      if (isItem(line, start) && start < line.length) throw beyond;
      list.push(entry.test(line) ? this.readMap(start, start) : this.readValue(line, start, indent, false));
    }
    if (this.indent > indent) throw beyond;
    return Object.freeze(list);
  }

  /** What stands from `start` of the current line on, or, when that is nothing, on the lines below. */
  private readValue(line: string, start: number, indent: number, isEntry: boolean): unknown {
    let from = start;
    while (line[from] === ' ') from += 1;
    const rest = line.slice(from);
    if (rest === '' || (rest[0] === '#' && from > start)) return this.readBelow(indent, isEntry);
    if (rest[0] === '|') return this.readLiteral(rest, indent);
    this.next();
    // a deeper line would go on with the scalar
    if (this.indent > indent) throw beyond;
    return readScalar(rest);
  }

  private readBelow(indent: number, isEntry: boolean): unknown {
    this.next();
    const line = this.lines[this.at];
    if (line === undefined || this.indent < indent) return null;
    const isList = isItem(line, this.indent);
    // a list may stand at the column of its key
    if (this.indent === indent) return isList && isEntry ? this.readList(indent) : null;
    return isList ? this.readList(this.indent) : this.readMap(this.indent, this.indent);
  }

  private readLiteral(header: string, indent: number): string {
    if (header !== '|' && header !== '|-') throw beyond;
    const body: string[] = [];
    let depth = -1;
    let i = this.at + 1;
    for (; i < this.lines.length; i += 1) {
      const line = this.lines[i]!;
      const blanks = countBlanks(line);
      if (blanks === line.length) {
        if (blanks > 0) throw beyond;
        body.push('');
        continue;
      }
      if (depth < 0) depth = blanks;
      if (blanks < depth) break;
      body.push(line.slice(depth));
    }
    if (depth <= indent) throw beyond;
    const isCut = i >= this.lines.length && this.lines.at(-1) !== '';
    while (body.at(-1) === '') body.pop();
    this.at = i - 1;
    this.next();
    return header === '|-' || isCut ? body.join('\n') : `${body.join('\n')}\n`;
  }

  private next(): void {
    this.at += 1;
    this.settle();
  }

  /** Goes on to the next line that is no blank and no comment. */
  private settle(): void {
    for (; this.at < this.lines.length; this.at += 1) {
      const line = this.lines[this.at]!;
      const blanks = countBlanks(line);
      if (blanks === line.length || line[blanks] === '#') continue;
      this.indent = blanks;
      return;
    }
    this.indent = -1;
  }
}

/** A key and its colon. A quoted one has no escapes. */
const entry = /(?:([A-Za-z0-9_/][\w./-]*)|"([^"\\]*)"):(?= |$)/y;

function isItem(line: string, column: number): boolean {
  return line[column] === '-' && (line.length === column + 1 || line[column + 1] === ' ');
}

function countBlanks(line: string): number {
  let blanks = 0;
  while (line.charCodeAt(blanks) === 0x20) blanks += 1;
  return blanks;
}

const comment = /\s#.*$/;
const doubleQuoted = /^"((?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*)"\s*(?:#.*)?$/;
const singleQuoted = /^'((?:[^']|'')*)'\s*(?:#.*)?$/;
const words = /^\[[\w./][\w./-]*(?:, ?[\w./][\w./-]*)*\]$/;

function readScalar(rest: string): unknown {
  switch (rest[0]) {
    case '"':
      return readDoubleQuoted(rest);
    case "'":
      return readSingleQuoted(rest);
    case '[':
      return readWords(rest.trimEnd());
    case '{':
      if (rest.trimEnd() !== '{}') throw beyond;
      return Object.freeze({});
  }
  if (/^[-?:,\]}#&*!|>%@`]/.test(rest) && !/^[-:][^\s,[\]{}#:-]/.test(rest)) throw beyond;
  const text = rest.replace(comment, '').trimEnd();
  if (text.includes(': ') || text.endsWith(':')) throw beyond;
  const value = resolvePlain(text);
  if (typeof value === 'number' && !Number.isFinite(value)) throw beyond;
  return value;
}

function readDoubleQuoted(rest: string): string {
  const body = doubleQuoted.exec(rest)?.[1];
  if (body === undefined || (rest.includes('#') && !/"(?: +#.*)?$/.test(rest))) throw beyond;
  return body.includes('\\') ? (JSON.parse(`"${body}"`) as string) : body;
}

function readSingleQuoted(rest: string): string {
  const body = singleQuoted.exec(rest)?.[1];
  if (body === undefined || (rest.includes('#') && !/'(?: +#.*)?$/.test(rest))) throw beyond;
  return body.replaceAll("''", "'");
}

function readWords(rest: string): readonly unknown[] {
  if (rest === '[]') return Object.freeze([]);
  if (!words.test(rest)) throw beyond;
  const items = rest
    .slice(1, -1)
    .split(',')
    .map((word) => resolvePlain(word.trim()));
  if (items.some((item) => typeof item === 'number' && !Number.isFinite(item))) throw beyond;
  return Object.freeze(items);
}
