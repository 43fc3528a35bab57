import { GoError, Int, type List, sortedTexts, typeName, type Value } from '../go/index.ts';
import { writeJsonNumber, writeJsonString } from './json-text.ts';
import { Ordered, toJsonValue } from './json-value.ts';

export interface JsonStyle {
  /** `<`, `>` and `&` as escapes. */
  readonly isHtmlSafe: boolean;
  /** What each level is indented by; '' for all on one line. */
  readonly indent: string;
}

/** encoding/json's text of a value. @throws GoError for what JSON cannot hold: NaN, infinities, a map that holds itself */
export function writeJson(value: Value, style: JsonStyle): string {
  return new JsonWriter(style).write(value, '\n');
}

class JsonWriter {
  private readonly isHtmlSafe: boolean;
  private readonly indent: string;
  private depth = 0;
  private readonly open = new Set<object>();

  constructor({ isHtmlSafe, indent }: JsonStyle) {
    this.isHtmlSafe = isHtmlSafe;
    this.indent = indent;
  }

  /** @param lineStart a line break and the indent of the line at hand */
  write(value: Value, lineStart: string): string {
    if (typeof value === 'string') return writeJsonString(value, this.isHtmlSafe);
    const made = toJsonValue(value);
    switch (typeof made) {
      case 'string':
        return writeJsonString(made, this.isHtmlSafe);
      case 'boolean':
        return made ? 'true' : 'false';
      case 'number':
        if (!Number.isFinite(made)) throw new GoError(`json: unsupported value: ${nameOf(made)}`);
        return writeJsonNumber(made);
    }
    if (made === null) return 'null';
    if (made instanceof Int) return String(made.value);
    this.enter(value);
    const inner = this.indent === '' ? '' : lineStart + this.indent;
    const outer = this.indent === '' ? '' : lineStart;
    const text = Array.isArray(made) ? this.writeList(made, inner, outer) : this.writeMap(made, inner, outer);
    this.leave(value);
    return text;
  }

  private writeList(items: List, inner: string, outer: string): string {
    if (items.length === 0) return '[]';
    let text = '[';
    for (let i = 0; i < items.length; i += 1) text += `${i === 0 ? '' : ','}${inner}${this.write(items[i]!, inner)}`;
    return `${text}${outer}]`;
  }

  private writeMap(map: Map<string, Value> | Ordered, inner: string, outer: string): string {
    const entries =
      map instanceof Ordered ? map.entries : sortedTexts(map.keys()).map((key) => [key, map.get(key)!] as const);
    if (entries.length === 0) return '{}';
    const colon = this.indent === '' ? ':' : ': ';
    let text = '{';
    let comma = '';
    for (const [key, value] of entries) {
      text += `${comma}${inner}${writeJsonString(key, this.isHtmlSafe)}${colon}${this.write(value, inner)}`;
      comma = ',';
    }
    return `${text}${outer}}`;
  }

  /** encoding/json looks for cycles from a depth of a thousand on. */
  private enter(value: Value): void {
    this.depth += 1;
    if (this.depth <= 1000) return;
    if (this.open.has(value as object)) {
      throw new GoError(`json: unsupported value: encountered a cycle via ${typeName(value)}`);
    }
    this.open.add(value as object);
  }

  private leave(value: Value): void {
    if (this.depth > 1000) this.open.delete(value as object);
    this.depth -= 1;
  }
}

function nameOf(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
