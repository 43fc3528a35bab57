import { CapstanError } from '../errors/index.ts';
import type { Values } from './chart.ts';

/** `--set`, `--set-string`, `--set-json`, `--set-file`. */
export type SetKind = 'typed' | 'string' | 'json' | 'file';

type Table = Record<string, unknown>;

/**
 * Values with a `name1=value1,name2[0].x=value2` expression applied, by the rules of Helm's strvals: dots lead into
 * tables, `[n]` into lists, `{a,b}` is a list, a backslash takes the next character as it is. 'typed' reads true, false,
 * null and decimal integers; 'json' reads JSON; for 'file' the value is a path that `readText` reads.
 * @throws CapstanError SET_INVALID that quotes the expression's key, never its value.
 */
export function applySet(
  values: Values,
  expression: string,
  kind: SetKind,
  readText?: (path: string) => string,
): Values {
  const target = structuredClone(values) as Table;
  const parser = new SetParser(expression, kind, readText);
  while (!parser.isAtEnd) parser.readKey(target, 0);
  return target;
}

const maxIndex = 65_536;
const maxDepth = 30;

class SetParser {
  private position = 0;
  private readonly characters: readonly string[];
  private readonly kind: SetKind;
  private readonly readText: ((path: string) => string) | undefined;

  constructor(expression: string, kind: SetKind, readText: ((path: string) => string) | undefined) {
    this.characters = [...expression];
    this.kind = kind;
    this.readText = readText;
  }

  get isAtEnd(): boolean {
    return this.position >= this.characters.length;
  }

  readKey(table: Table, depth: number): void {
    const { text: key, stop } = this.readUntil('=[,.');
    if (stop === undefined) {
      if (key !== '') throw fail(`key "${key}" has no value`);
      return;
    }
    switch (stop) {
      case ',':
        throw fail(`key "${key}" has no value (cannot end with ,)`);
      case '=':
        set(table, key, this.readValue());
        break;
      case '[':
        this.readIndexed(table, key, depth);
        break;
      default:
        this.readNested(table, key, depth + 1);
    }
  }

  private readNested(table: Table, key: string, depth: number): void {
    if (depth > maxDepth)
      throw fail(`value name nested level is greater than maximum supported nested level of ${maxDepth}`);
    const existing = own(table, key);
    if (existing !== undefined && existing !== null && !isTable(existing))
      throw fail(`unable to parse key: ${key} is not a table`);
    const inner = isTable(existing) ? existing : {};
    this.readKey(inner, depth);
    if (Object.keys(inner).length === 0) throw fail(`key map "${key}" has no value`);
    set(table, key, inner);
  }

  private readIndexed(table: Table, key: string, depth: number): void {
    const index = this.readIndex();
    const existing = own(table, key);
    if (existing !== undefined && existing !== null && !Array.isArray(existing))
      throw fail(`unable to parse key: ${key} is not a list`);
    const list = Array.isArray(existing) ? existing : [];
    this.readItem(list, index, depth);
    set(table, key, list);
  }

  private readItem(list: unknown[], index: number, depth: number): void {
    const { text, stop } = this.readUntil('[.=');
    if (text !== '') throw fail(`unexpected data at end of array index: "${text}"`);
    setIndex(list, index, this.readItemValue(list[index], stop, depth));
  }

  private readItemValue(existing: unknown, stop: string | undefined, depth: number): unknown {
    if (stop === '=') return this.readValue();
    if (stop === '[') {
      const inner = Array.isArray(existing) ? existing : [];
      this.readItem(inner, this.readIndex(), depth);
      return inner;
    }
    if (stop !== '.') throw fail('an array index has no value');
    const inner = isTable(existing) ? existing : {};
    this.readKey(inner, depth);
    return inner;
  }

  private readIndex(): number {
    const { text, stop } = this.readUntil(']');
    if (stop === undefined || !/^[-+]?\d+$/.test(text)) throw fail(`error parsing index: "${text}" is not a number`);
    const index = Number(text);
    if (index < 0) throw fail(`negative ${index} index not allowed`);
    if (index > maxIndex) throw fail(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
    return index;
  }

  private readValue(): unknown {
    if (this.kind === 'json') return this.readJson();
    if (this.isAtEnd) return '';
    if (this.characters[this.position] === '{') return this.readList();
    return this.convert(this.readUntil(',').text);
  }

  private readList(): unknown[] {
    this.position += 1;
    const list: unknown[] = [];
    for (;;) {
      const { text, stop } = this.readUntil(',}');
      if (stop === undefined) throw fail("list must terminate with '}'");
      list.push(this.convert(text));
      if (stop === '}') break;
    }
    if (this.characters[this.position] === ',') this.position += 1;
    return list;
  }

  /** JSON ends where it ends: the longest prefix up to a comma outside of it, or up to the end, is the value. */
  private readJson(): unknown {
    const rest = this.characters.slice(this.position).join('');
    if (/^\s*(?:,|$)/.test(rest)) {
      this.position += [.../^\s*,?/.exec(rest)![0]].length;
      return null;
    }
    for (let comma = nextComma(rest, 0); ; comma = nextComma(rest, comma + 1)) {
      const text = comma < 0 ? rest : rest.slice(0, comma);
      try {
        const value: unknown = JSON.parse(text);
        this.position += [...text].length + (comma < 0 ? 0 : 1);
        return value;
      } catch {
        if (comma < 0) throw fail('the value is not JSON');
      }
    }
  }

  private convert(text: string): unknown {
    if (this.kind === 'string') return text;
    if (this.kind === 'file') return this.readText?.(text) ?? '';
    return typed(text);
  }

  /** The text up to a stop character, which is taken too; undefined at the end of the expression. */
  private readUntil(stops: string): { text: string; stop: string | undefined } {
    let text = '';
    while (!this.isAtEnd) {
      const character = this.characters[this.position]!;
      this.position += 1;
      if (stops.includes(character)) return { text, stop: character };
      if (character === '\\') {
        text += this.characters[this.position] ?? '';
        this.position += 1;
      } else {
        text += character;
      }
    }
    return { text, stop: undefined };
  }
}

function nextComma(text: string, from: number): number {
  return text.indexOf(',', from);
}

/** A leading zero keeps a number a string: it is more often a code than a count. */
function typed(text: string): unknown {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (lower === 'null') return null;
  if (text === '0') return 0;
  if (/^[-+]?\d+$/.test(text) && text[0] !== '0') {
    const integer = BigInt(text.replace('+', ''));
    if (integer >= -(2n ** 63n) && integer < 2n ** 63n) return Number(integer);
  }
  return text;
}

function set(table: Table, key: string, value: unknown): void {
  if (key === '') return;
  Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true });
}

function setIndex(list: unknown[], index: number, value: unknown): void {
  while (list.length < index) list.push(null);
  list[index] = value;
}

function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function isTable(value: unknown): value is Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function fail(message: string): CapstanError {
  return new CapstanError('SET_INVALID', `failed parsing --set data: ${message}`);
}
