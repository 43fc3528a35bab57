import { resolvePlain } from './resolve.ts';
import { SimpleLines } from './simple-lines.ts';
import { outside, readSimpleScalar } from './simple-scalar.ts';

export type Data = null | boolean | number | string | Data[] | Map<string, Data> | { [key: string]: Data };

/**
 * The data of a document of the kind people write and templates print: block mappings and lists, scalars on one line,
 * literal blocks, short flow collections. Undefined for all else, wrong texts included: the whole reader decides then,
 * which takes several times as long. What is read here is read the same there; the tests hold the two together.
 */
export function readSimple(text: string, asMaps: boolean): { readonly data: Data } | undefined {
  const body = text.startsWith('---\n') ? text.slice(4) : text;
  if (unusual.test(body)) return undefined;
  try {
    return { data: new SimpleReader(body, asMaps).readDocument() };
  } catch (error) {
    // a RangeError is too deep for this reader, perhaps not for the other one
    if (error === outside || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Tabs, control characters, line ends other than LF, byte order marks, what is beyond U+FFFF. */
const unusual = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

class SimpleReader {
  private readonly lines: SimpleLines;
  private readonly asMaps: boolean;

  constructor(text: string, asMaps: boolean) {
    this.lines = new SimpleLines(text);
    this.asMaps = asMaps;
  }

  readDocument(): Data {
    const { indent } = this.lines;
    if (indent < 0) throw outside;
    const data = this.lines.isItem(indent) ? this.readList(indent) : this.readMap(indent, indent);
    if (this.lines.indent >= 0) throw outside;
    return data;
  }

  /** Entries at the column `indent`; the first begins at `start` of the line at hand, behind a dash perhaps. */
  private readMap(indent: number, start: number): Data {
    const { lines } = this;
    const map: Map<string, Data> | { [key: string]: Data } = this.asMaps ? new Map() : {};
    let column = start;
    do {
      const { line } = lines;
      entry.lastIndex = column;
      const match = entry.exec(line);
      if (match === null) throw outside;
      const key = match[1] ?? match[2]!;
      if (match[1] !== undefined && typeof resolvePlain(key) !== 'string') throw outside;
      const value = this.readValue(line, entry.lastIndex, indent, true);
      if (map instanceof Map) map.set(key, value);
      else if (key === '__proto__') throw outside;
      else map[key] = value;
      column = indent;
    } while (lines.indent === indent && !lines.isItem(indent));
    if (lines.indent > indent) throw outside;
    return map;
  }

  private readList(indent: number): Data[] {
    const { lines } = this;
    const list: Data[] = [];
    while (lines.indent === indent && lines.isItem(indent)) {
      const { line } = lines;
      let start = indent + 1;
      while (line.charCodeAt(start) === 32) start += 1;
      if (lines.isItem(start)) throw outside;
      entry.lastIndex = start;
      list.push(entry.test(line) ? this.readMap(start, start) : this.readValue(line, start, indent, false));
    }
    if (lines.indent > indent) throw outside;
    return list;
  }

  /** What stands from `start` of the line at hand on, or, when that is nothing, on the lines below. */
  private readValue(line: string, start: number, indent: number, isEntry: boolean): Data {
    let from = start;
    while (line.charCodeAt(from) === 32) from += 1;
    const code = line.charCodeAt(from);
    if (Number.isNaN(code) || (code === 35 && from > start)) return this.readBelow(indent, isEntry);
    if (code === 124 || code === 62) return this.lines.readBlock(line.slice(from), indent);
    const value = readSimpleScalar(line, from, this.asMaps);
    this.lines.next();
    // a deeper line would go on with the scalar
    if (this.lines.indent > indent) throw outside;
    return value;
  }

  private readBelow(indent: number, isEntry: boolean): Data {
    const { lines } = this;
    lines.next();
    if (lines.indent < indent) return null;
    const isList = lines.isItem(lines.indent);
    // a list may stand at the column of its key
    if (lines.indent === indent) return isList && isEntry ? this.readList(indent) : null;
    return isList ? this.readList(lines.indent) : this.readMap(lines.indent, lines.indent);
  }
}

/** A key and its colon. A quoted one has no escapes. */
const entry = /(?:([A-Za-z0-9_/.$][A-Za-z0-9_/.$@-]{0,200})|["]([^"\\]{0,200})"):(?= |$)/y;
