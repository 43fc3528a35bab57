import { formatAs, quote } from './go-text.ts';
import { get, has, isTable, put, type Table } from './table.ts';

/** What is wrong with an expression, in Helm's words. */
export class SetFailure extends Error {}

/** How one kind of flag is read. */
export interface SetSyntax {
  /** What ends a key. */
  readonly keyStops: string;
  /** Whether a backslash takes the next character as it is. */
  readonly hasEscapes: boolean;
  /** Reads what stands behind `=`; undefined when nothing does. @throws SetFailure */
  readValue(parser: SetParser): { readonly value: unknown } | undefined;
}

const maxIndex = 65_536;
const maxDepth = 30;

/** The text up to a stop character, which is taken too; no stop at the end of the expression. */
export interface Piece {
  readonly text: string;
  readonly stop: string | undefined;
}

/**
 * The grammar of Helm's strvals: keys, dots and indexes. Where the expression ends early is no failure in Helm, and what
 * was begun then is left in a state of its own; here too. The methods say whether there is more to come.
 */
export class SetParser {
  private readonly characters: readonly string[];
  private readonly syntax: SetSyntax;
  private position = 0;

  constructor(expression: string, syntax: SetSyntax) {
    this.characters = [...expression];
    this.syntax = syntax;
  }

  /** @throws SetFailure */
  parse(table: Table): void {
    while (this.readKey(table, 0));
  }

  /** The next character; undefined at the end. */
  peek(): string | undefined {
    return this.characters[this.position];
  }

  skip(count = 1): void {
    this.position += count;
  }

  rest(): string {
    return this.characters.slice(this.position).join('');
  }

  readUntil(stops: string): Piece {
    let text = '';
    while (this.position < this.characters.length) {
      const character = this.characters[this.position]!;
      this.position += 1;
      if (stops.includes(character)) return { text, stop: character };
      if (character !== '\\' || !this.syntax.hasEscapes) {
        text += character;
        continue;
      }
      text += this.peek() ?? '';
      this.position += 1;
    }
    return { text, stop: undefined };
  }

  private readKey(table: Table, depth: number): boolean {
    const { text: key, stop } = this.readUntil(this.syntax.keyStops);
    const set = (value: unknown) => {
      if (key !== '') put(table, key, value);
    };
    switch (stop) {
      case undefined:
        if (key === '') return false;
        throw new SetFailure(`key ${quote(key)} has no value`);
      case ',':
        throw new SetFailure(`key ${quote(key)} has no value (cannot end with ,)`);
      case '=': {
        const read = this.syntax.readValue(this);
        set(read ? read.value : '');
        return read !== undefined;
      }
      case '[': {
        const index = this.readIndex();
        const { list, more } = this.readItem(listOf(has(table, key) ? get(table, key) : []), index, depth);
        set(list);
        return more;
      }
      default:
        return this.readNested(key, has(table, key) ? get(table, key) : {}, depth + 1, set);
    }
  }

  private readNested(key: string, existing: unknown, depth: number, set: (value: Table) => void): boolean {
    if (depth > maxDepth) {
      throw new SetFailure(`value name nested level is greater than maximum supported nested level of ${maxDepth}`);
    }
    if (!isTable(existing)) throw notA('map[string]interface {}', existing);
    const more = this.readKey(existing, depth);
    const isEmpty = Object.keys(existing).length === 0;
    if (more && isEmpty) throw new SetFailure(`key map ${quote(key)} has no value`);
    if (!isEmpty) set(existing);
    return more;
  }

  private readIndex(): number {
    const { text, stop } = this.readUntil(']');
    if (stop === undefined) throw new SetFailure('error parsing index: EOF');
    const problem = numberProblem(text);
    if (problem === undefined) return Number(text);
    throw new SetFailure(`error parsing index: strconv.Atoi: parsing ${quote(text)}: ${problem}`);
  }

  private readItem(list: unknown[], index: number, depth: number): { list: unknown[]; more: boolean } {
    if (index < 0) throw new SetFailure(`negative ${index} index not allowed`);
    const { text, stop } = this.readUntil('[.=');
    if (text !== '') throw new SetFailure(`unexpected data at end of array index: ${runes(text)}`);
    switch (stop) {
      case undefined:
        return { list, more: false };
      case '=':
        return { list: withItem(list, index, (this.syntax.readValue(this) ?? { value: '' }).value), more: true };
      case '[': {
        const nextIndex = this.readIndex();
        const inner = this.readItem(listOf(list[index] ?? []), nextIndex, depth);
        return inner.more ? { list: withItem(list, index, inner.list), more: true } : { list, more: false };
      }
      default: {
        const existing = list[index];
        const inner = isTable(existing) ? existing : {};
        if (index < list.length) list[index] = inner;
        return this.readKey(inner, depth) ? { list: withItem(list, index, inner), more: true } : { list, more: false };
      }
    }
  }
}

/** What strconv.Atoi says; it stops at what is too large before it gets to what is wrong behind that. */
function numberProblem(text: string): string | undefined {
  const [start, digits = ''] = /^[-+]?([0-9]*)/.exec(text) ?? [''];
  if (digits.length > 18 && BigInt(digits) > 2n ** 63n) return 'value out of range';
  return digits !== '' && start.length === text.length ? undefined : 'invalid syntax';
}

function withItem(list: unknown[], index: number, value: unknown): unknown[] {
  if (index > maxIndex) {
    throw new SetFailure(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  }
  while (list.length < index) list.push(null);
  list[index] = value;
  return list;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw notA('[]interface {}', value);
}

/** Go's panic, which Helm turns into an error. */
function notA(type: string, value: unknown): SetFailure {
  const found = value === null ? 'nil' : formatAs('%T', value);
  return new SetFailure(`unable to parse key: interface conversion: interface {} is ${found}, not ${type}`);
}

/** As Go prints a slice of runes in quotes: `['x' 'y']`. */
function runes(text: string): string {
  const quoted = [...text].map((rune) => {
    if (rune === "'") return "'\\''";
    return rune === '"' ? `'"'` : `'${quote(rune).slice(1, -1)}'`;
  });
  return `[${quoted.join(' ')}]`;
}
