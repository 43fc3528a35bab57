import { byteLength, GoError, Int, isAscii, type List, type Value } from '../go/index.ts';
import { type JsonValue, Ordered } from './json-value.ts';
import { compareKeys } from './yaml-keys.ts';
import { writeScalar } from './yaml-scalar.ts';
import { hasBreak, isSurelyPlain, type ScalarStyle, styleOf } from './yaml-style.ts';

/** What go-yaml v2, behind toYaml, and v3, behind toYamlPretty, make differently of values and texts. */
export interface YamlDialect {
  /** Lines are folded at the first blank behind this column. */
  readonly width: number;
  /** A list in a mapping stands deeper than its key. */
  readonly indentsLists: boolean;
  /** A text with tabs may be written as a block. */
  readonly allowsTabsInBlocks: boolean;
  /** Among keys, letters right behind a digit go before what is no letter. */
  readonly ordersDigitsFirst: boolean;
  /** What is no null, boolean, number, text, list or map becomes one of them; a Map's keys are in their order then. */
  reduce(value: Value): Reduced;
  /** A text as it is to be written; a tag (`!!binary`) may have to go in front. @throws GoError when it cannot be */
  prepareText(text: string, isKey: boolean): { readonly text: string; readonly tag: string };
  formatNumber(value: number): string;
}

export type Reduced = JsonValue | Word;

/** Written as it is. */
export class Word {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Where a node stands: behind `key:`, behind `-`, behind the `?` or `:` of a long key, or alone. */
type Place = 'root' | 'value' | 'item' | 'part';

/** @throws GoError when the value cannot be written */
export function writeYaml(value: Value, dialect: YamlDialect): string {
  return new YamlWriter(dialect).write(value);
}

/** YAML as go-yaml's emitter writes it, straight into a text. */
class YamlWriter {
  private readonly dialect: YamlDialect;
  private out = '';
  /** The line at hand is empty: what came before was a block that ends with a line break. */
  private isLineEmpty = true;
  private depth = 0;
  /** Lists and maps being written, once that is so deep that one of them may hold itself. */
  private readonly open = new Set<object>();

  constructor(dialect: YamlDialect) {
    this.dialect = dialect;
  }

  /** Without the line break at the end. */
  write(value: Value): string {
    this.writeNode(value, 0, 0, 'root');
    return this.isLineEmpty && this.out.endsWith('\n') ? this.out.slice(0, -1) : this.out;
  }

  /**
   * @param indent of the collection that the node is in
   * @param column behind what stands in front of it
   */
  private writeNode(value: Value, indent: number, column: number, place: Place): void {
    const node = typeof value === 'string' ? value : this.dialect.reduce(value);
    const gap = place === 'root' ? '' : ' ';
    if (typeof node === 'string') this.writeText(node, indent, column, gap);
    else if (isCollection(node)) this.writeCollection(node, indent, place);
    else this.put(gap + this.wordOf(node));
  }

  private wordOf(node: null | boolean | number | Int | Word): string {
    if (typeof node === 'number') return this.dialect.formatNumber(node);
    if (node instanceof Word) return node.text;
    return node instanceof Int ? String(node.value) : String(node);
  }

  private writeCollection(node: List | Map<string, Value> | Ordered, indent: number, place: Place): void {
    this.enter(node);
    if (Array.isArray(node)) this.writeList(node, indent, place);
    else if (node instanceof Ordered) this.writeEntries(node.entries, indent, place);
    else this.writeMap(node, indent, place);
    this.leave(node);
  }

  private writeList(items: List, indent: number, place: Place): void {
    const isShallow = place === 'root' || (place === 'value' && !this.dialect.indentsLists);
    const inner = isShallow ? indent : indent + 2;
    const padding = ' '.repeat(inner);
    let isInline = place !== 'value';
    if (items.length === 0) this.put(place === 'root' ? '[]' : ' []');
    for (const item of items) {
      this.startLine(isInline, padding, place);
      isInline = false;
      this.put('-');
      this.writeNode(item, inner, inner + 2, 'item');
    }
  }

  private writeMap(map: Map<string, Value>, indent: number, place: Place): void {
    const keys = [...map.keys()];
    const digitsFirst = this.dialect.ordersDigitsFirst;
    if (keys.length > 1) keys.sort((a, b) => compareKeys(a, b, digitsFirst));
    const inner = place === 'root' ? indent : indent + 2;
    const padding = ' '.repeat(inner);
    let isInline = place !== 'value';
    if (keys.length === 0) this.put(place === 'root' ? '{}' : ' {}');
    for (const key of keys) {
      this.startLine(isInline, padding, place);
      isInline = false;
      this.writeEntry(key, map.get(key)!, inner, padding);
    }
  }

  private writeEntries(entries: Ordered['entries'], indent: number, place: Place): void {
    const inner = place === 'root' ? indent : indent + 2;
    const padding = ' '.repeat(inner);
    let isInline = place !== 'value';
    if (entries.length === 0) this.put(place === 'root' ? '{}' : ' {}');
    for (const [key, value] of entries) {
      this.startLine(isInline, padding, place);
      isInline = false;
      this.writeEntry(key, value, inner, padding);
    }
  }

  /** Goes to the place of a key or dash: the first one behind a dash stays on its line. */
  private startLine(isInline: boolean, padding: string, place: Place): void {
    if (isInline) {
      if (place !== 'root') this.out += ' ';
    } else this.out += this.isLineEmpty ? padding : `\n${padding}`;
  }

  private writeEntry(key: string, value: Value, indent: number, padding: string): void {
    const written = key.length < 128 && isSurelyPlain(key) !== 0 ? key : this.writeKey(key);
    if (written !== undefined) {
      this.put(`${written}:`);
      this.writeNode(value, indent, indent + widthOf(written) + 2, 'value');
      return;
    }
    this.put('?');
    this.writeText(key, indent, indent + 2, ' ');
    this.put(this.isLineEmpty ? `${padding}:` : `\n${padding}:`);
    this.writeNode(value, indent, indent + 2, 'part');
  }

  /** A key that fits on its line; undefined for one of several lines or more than 128 bytes. */
  private writeKey(key: string): string | undefined {
    const { text, tag } = this.dialect.prepareText(key, true);
    if (byteLength(text) + tag.length > 128 || hasBreak(text)) return undefined;
    const place = { column: 0, indent: 0, width: Number.POSITIVE_INFINITY };
    return tag + writeScalar(text, this.styleOf(text, tag), place).text;
  }

  private writeText(text: string, indent: number, column: number, gap: string): void {
    const kind = isSurelyPlain(text);
    if (kind === 1 || (kind === 2 && column + text.length <= this.dialect.width)) this.put(gap + text);
    else this.writeAnyText(text, indent, column, gap);
  }

  private writeAnyText(original: string, indent: number, column: number, gap: string): void {
    const { text, tag } = this.dialect.prepareText(original, false);
    const place = { column: column + tag.length, indent: indent + 2, width: this.dialect.width };
    const written = writeScalar(text, this.styleOf(text, tag), place);
    this.put(gap + tag + written.text);
    this.isLineEmpty = written.endsLine;
  }

  /** What has a tag is never read as anything else. */
  private styleOf(text: string, tag: string): ScalarStyle {
    if (tag === '') return styleOf(text, this.dialect);
    return text.includes('\n') ? 'literal' : 'plain';
  }

  private put(text: string): void {
    this.out += text;
    this.isLineEmpty = false;
  }

  private enter(node: object): void {
    this.depth += 1;
    if (this.depth <= 1000) return;
    if (this.open.has(node) || this.depth > 10_000) throw new GoError('encountered a cycle');
    this.open.add(node);
  }

  private leave(node: object): void {
    this.depth -= 1;
    if (this.depth >= 1000) this.open.delete(node);
  }
}

function isCollection(node: Exclude<Reduced, string>): node is List | Map<string, Value> | Ordered {
  return node !== null && typeof node === 'object' && !(node instanceof Int) && !(node instanceof Word);
}

function widthOf(text: string): number {
  return isAscii(text) ? text.length : [...text].length;
}
