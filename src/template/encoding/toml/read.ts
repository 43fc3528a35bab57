import { type GoMap, type List, quote, quoteRune, type Value } from '../../go/index.ts';
import { end, isBareKey, isBlank, isDigit, isNewline, isSpace, TomlCursor } from './cursor.ts';
import { floatOf, readNumberOrTime, readSigned } from './numbers.ts';
import { TomlProblem } from './problem.ts';
import { readLongRawString, readLongString, readRawString, readString } from './strings.ts';
import { nameOf, TableProblem, TomlTables } from './tables.ts';

/** What Helm's fromToml gives: the tables, or what is wrong as the entry `Error`. */
export function fromToml(text: string): GoMap {
  const reader = new TomlReader(text.replace(/^(?:\ufeff|\udcff\udcfe|\udcfe\udcff)/, ''));
  try {
    return reader.read();
  } catch (error) {
    if (!(error instanceof TomlProblem)) throw error;
    const key = reader.lastKey;
    const place = key === '' ? `line ${error.line}` : `line ${error.line} (last key ${quote(key)})`;
    return new Map([['Error', `toml: ${place}: ${error.message}`]]);
  }
}

/** BurntSushi's reader: its order of looking at a text decides which of two problems is told. */
class TomlReader {
  private readonly at: TomlCursor;
  private readonly tables = new TomlTables();
  private key = '';
  /** Of the key that was read last: there problems of tables are told. */
  private line = 0;

  constructor(text: string) {
    this.at = new TomlCursor(text);
  }

  /** The key that messages name. */
  get lastKey(): string {
    const { context } = this.tables;
    if (this.key === '') return nameOf(context);
    return context.length === 0 ? this.key : `${nameOf(context)}.${this.key}`;
  }

  read(): GoMap {
    const { at } = this;
    if (at.text.slice(0, 6).includes('\0')) {
      throw new TomlProblem('files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8', 1);
    }
    for (;;) {
      at.skip(isSpace);
      const code = at.next();
      if (code === end) return this.tables.root;
      if (code === 35) {
        at.skipComment();
        continue;
      }
      if (code === 91) this.readTableName();
      else {
        at.back();
        this.readTopEntry();
      }
      this.endLine();
    }
  }

  private endLine(): void {
    this.at.skip(isBlank);
    const code = this.at.next();
    if (code === 35) this.at.skipComment();
    else if (code === end) this.at.back();
    else if (!isNewline(code)) {
      const found = quoteRune(code, false);
      throw this.at.problem(
        `expected a top-level item to end with a newline, comment, or EOF, but got ${found} instead`,
      );
    }
  }

  /** `[a.b]` or `[[a.b]]`; the first bracket is read already. */
  private readTableName(): void {
    const { at } = this;
    const isArray = at.peek() === 91;
    if (isArray) at.next();
    const path: string[] = [];
    let line = 0;
    for (;;) {
      at.skip(isBlank);
      const code = at.peek();
      if (code === 93 || code === end) throw at.problem('unexpected end of table name (table names cannot be empty)');
      if (code === 46) throw at.problem('unexpected table separator (table names cannot be empty)');
      path.push(this.readName(code));
      line ||= at.line;
      at.skip(isBlank);
      const next = at.next();
      if (next === 93) break;
      if (next !== 46) {
        throw at.problem(`expected '.' or ']' to end table name, but got ${quoteRune(next, false)} instead`);
      }
    }
    if (isArray) {
      const code = at.next();
      if (code !== 93) {
        const found = quoteRune(code, false);
        throw at.problem(`expected end of table array name delimiter ']', but got ${found} instead`);
      }
    }
    this.line = line;
    this.inTables(() => {
      this.tables.enter(path, isArray);
      this.tables.setType('', false);
    });
  }

  private readName(code: number): string {
    const { at } = this;
    if (code === 34 || code === 39) {
      at.next();
      return code === 34 ? readString(at) : readRawString(at);
    }
    const start = at.pos;
    at.skip(isBareKey);
    return at.text.slice(start, at.pos);
  }

  private readTopEntry(): void {
    const { tables } = this;
    const outer = tables.context;
    this.readEntry();
    tables.context = outer;
    this.key = '';
  }

  /** `a.b = value`. @returns the key's parts and the value */
  private readEntry(): { path: readonly string[]; value: Value } {
    const { tables } = this;
    const path = this.readKey();
    this.key = path.at(-1)!;
    this.inTables(() => {
      for (const part of path.slice(0, -1)) tables.enterImplicit([...tables.context, part]);
    });
    const value = this.readValue(false);
    this.inTables(() => {
      tables.set(this.key, value);
      tables.setType(this.key, Array.isArray(value));
    });
    return { path, value };
  }

  private readKey(): readonly string[] {
    const { at } = this;
    at.skip(isBlank);
    const first = at.peek();
    if (first === 61 || first === end) throw at.problem("unexpected '=': key name appears blank");
    if (first === 46) throw at.problem("unexpected '.': keys cannot start with a '.'");
    const path: string[] = [];
    let line = 0;
    for (;;) {
      at.skip(isBlank);
      const code = at.peek();
      if (code === 61 || code === end) throw at.problem("unexpected '='");
      if (code === 46) throw at.problem("unexpected '.'");
      path.push(this.readName(code));
      line ||= at.line;
      at.skip(isBlank);
      const next = at.next();
      if (next === 61) {
        this.line = line;
        return path;
      }
      if (next === 46) continue;
      if (next === end) throw at.problem("unexpected EOF; expected key separator '='");
      const message = `expected '.' or '=', but got ${quoteRune(next, false)} instead`;
      throw next === 10 ? at.problemAbove(message) : at.problem(message);
    }
  }

  private inTables(change: () => void): void {
    try {
      change();
    } catch (error) {
      if (error instanceof TableProblem) throw new TomlProblem(error.message, this.line);
      throw error;
    }
  }

  private readValue(isInArray: boolean): Value {
    const { at } = this;
    at.skip(isBlank);
    const start = at.pos;
    const code = at.next();
    if (isDigit(code)) {
      at.back();
      return readNumberOrTime(at);
    }
    switch (code) {
      case 91: // [
        return this.readArray();
      case 123: // {
        return this.readInlineTable(isInArray);
      case 34: // "
        if (!at.accept(34)) return readString(at);
        if (at.accept(34)) return readLongString(at);
        return '';
      case 39: // '
        if (!at.accept(39)) return readRawString(at);
        if (at.accept(39)) return readLongRawString(at);
        return '';
      case 46: // .
        throw at.problem("floats must start with a digit, not '.'");
      case 43: // +
      case 45: // -
        return readSigned(at, start);
    }
    return this.readWord(code, start);
  }

  /** true, false, inf or nan; all else is wrong. */
  private readWord(code: number, start: number): Value {
    const { at } = this;
    if (code === 105 || code === 110) {
      if ((at.accept(110) && at.accept(102)) || (at.accept(97) && at.accept(110))) {
        return floatOf(at, at.text.slice(start, at.pos));
      }
    }
    if (letter.test(String.fromCodePoint(code))) {
      at.back();
      const from = at.pos;
      at.skip((next) => letter.test(String.fromCodePoint(next)));
      const word = at.text.slice(from, at.pos);
      if (word === 'true' || word === 'false') return word === 'true';
      throw at.problem(`expected value but found ${quote(word)} instead`);
    }
    if (code === end) throw at.problem('unexpected EOF; expected value');
    const message = `expected value but found ${quoteRune(code, false)} instead`;
    throw code === 10 ? at.problemAbove(message) : at.problem(message);
  }

  private readArray(): List {
    const { at } = this;
    this.tables.setType(this.key, true);
    const list: List = [];
    for (;;) {
      this.skipSpaces();
      const code = at.next();
      if (code === 44) throw at.problem('unexpected comma');
      if (code === 93) return list;
      at.back();
      list.push(this.readValue(true));
      this.skipSpaces();
      const next = at.next();
      if (next === 93) return list;
      if (next !== 44) {
        throw at.problem(`expected a comma (',') or array terminator (']'), but got ${nameOfRune(next)}`);
      }
    }
  }

  private skipSpaces(): void {
    this.at.skip(isSpace);
    while (this.at.accept(35)) {
      this.at.skipComment();
      this.at.skip(isSpace);
    }
  }

  private readInlineTable(isInArray: boolean): GoMap {
    const { at, tables } = this;
    const outerKey = this.key;
    const outer = tables.context;
    const path = [...outer, outerKey];
    this.key = '';
    tables.context = path;
    tables.imply(path);
    this.inTables(() => tables.enter(path, isInArray));
    const table: GoMap = new Map();
    for (;;) {
      this.skipSpaces();
      const code = at.next();
      if (code === 125) break;
      if (code === 44) throw at.problem('unexpected comma');
      at.back();
      const entry = this.readEntry();
      this.place(table, entry.path, entry.value);
      tables.context = path;
      if (this.isInlineTableEnd()) break;
    }
    tables.context = outer;
    this.key = outerKey;
    return table;
  }

  /** Steps over the comma behind an entry, or the closing bracket. */
  private isInlineTableEnd(): boolean {
    const { at } = this;
    for (;;) {
      this.skipSpaces();
      const code = at.next();
      if (code === 125) return true;
      if (code !== 44) {
        const found = nameOfRune(code);
        throw at.problem(`expected a comma or an inline table terminator '}', but got ${found} instead`);
      }
      at.skip(isBlank);
      if (at.peek() !== 125) return false;
    }
  }

  private place(root: GoMap, path: readonly string[], value: Value): void {
    let table = root;
    for (const key of path.slice(0, -1)) {
      if (!table.has(key)) table.set(key, new Map());
      const inner = table.get(key)!;
      if (!(inner instanceof Map)) {
        throw new TomlProblem(`${quote(nameOf(this.tables.context))} is not a table`, this.line);
      }
      table = inner;
    }
    table.set(path.at(-1)!, value);
  }
}

const letter = /^\p{L}$/u;

function nameOfRune(code: number): string {
  return code === end ? 'end of file' : `'${String.fromCodePoint(code)}'`;
}
