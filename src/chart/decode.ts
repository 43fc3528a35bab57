import { floatText } from './go-text.ts';
import { get, isTable, put, type Table } from './table.ts';

/** What a Go struct's field is decoded to. */
export type Shape =
  | { readonly go: 'string' | 'bool' | 'interface {}' }
  | { readonly go: string; readonly items: Shape }
  | { readonly go: string; readonly entries: Shape }
  | { readonly go: string; readonly name: string; readonly fields: Fields };

export type Fields = Readonly<Record<string, Shape>>;

export const textShape: Shape = { go: 'string' };
export const flagShape: Shape = { go: 'bool' };
export const anyShape: Shape = { go: 'interface {}' };
export const textsShape: Shape = { go: '[]string', items: textShape };
export const textMapShape: Shape = { go: 'map[string]string', entries: textShape };

/** A value that is not what the struct wants, in encoding/json's words. */
export class DecodeError extends Error {}

/** The type as reflect names it: `chart.Metadata`. */
export function structShape(name: string, fields: Fields): Shape & { readonly fields: Fields } {
  return { go: `chart.${name}`, name, fields };
}

/**
 * YAML data as sigs.k8s.io/yaml puts it into a Go struct: keys in any case, unknown ones left out, numbers and booleans
 * turned into text where a text is wanted, null as if it were not there.
 * @throws DecodeError for the first value of the wrong kind
 */
export function decodeStruct(data: unknown, shape: Shape): Table {
  const failures: string[] = [];
  const decoded = decode(data, shape, { struct: '', path: [], failures });
  if (failures.length > 0) throw new DecodeError(failures[0]);
  return isTable(decoded) ? decoded : {};
}

interface Place {
  /** The struct's name that holds the value; '' at the top. */
  readonly struct: string;
  readonly path: readonly string[];
  readonly failures: string[];
}

/** Undefined for what stays as it was: null, and values of the wrong kind. */
function decode(value: unknown, shape: Shape, place: Place): unknown {
  if (value === null || value === undefined) return undefined;
  if ('fields' in shape) {
    return isTable(value) ? decodeFields(value, shape.name, shape.fields, place) : refuse(value, shape, place);
  }
  if ('items' in shape) {
    if (!Array.isArray(value)) return refuse(value, shape, place);
    return value.map((item) => decode(item, shape.items, place) ?? emptyOf(shape.items));
  }
  if ('entries' in shape) {
    if (!isTable(value)) return refuse(value, shape, place);
    const table: Table = {};
    for (const key of Object.keys(value)) {
      put(table, key, decode(value[key], shape.entries, place) ?? emptyOf(shape.entries));
    }
    return table;
  }
  if (shape.go === 'string') return textOf(value) ?? refuse(value, shape, place);
  if (shape.go === 'bool') return typeof value === 'boolean' ? value : refuse(value, shape, place);
  return value;
}

function decodeFields(value: Table, struct: string, fields: Fields, place: Place): Table {
  const table: Table = {};
  // encoding/json meets the keys in their order, and a later one of another case overwrites
  for (const key of Object.keys(value).sort()) {
    const name = Object.hasOwn(fields, key) ? key : Object.keys(fields).find((one) => isSameFolded(one, key));
    if (name === undefined) continue;
    const decoded = decode(value[key], fields[name]!, { ...place, struct, path: [...place.path, name] });
    if (decoded !== undefined) put(table, name, decoded);
  }
  // the order of Go's fields, in which records and texts show them
  const ordered: Table = {};
  for (const name of Object.keys(fields)) if (get(table, name) !== undefined) put(ordered, name, table[name]);
  return ordered;
}

function isSameFolded(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isInteger(value) ? BigInt(value).toString() : floatText(value);
    default:
      return undefined;
  }
}

/** A null in a list is a nil pointer, or the zero of its type. */
function emptyOf(shape: Shape): unknown {
  return shape.go === 'string' ? '' : null;
}

function refuse(value: unknown, shape: Shape, { struct, path, failures }: Place): undefined {
  const where =
    path.length === 0
      ? `Go value of type ${shape.go}`
      : `Go struct field ${struct}.${path.join('.')} of type ${shape.go}`;
  failures.push(`json: cannot unmarshal ${kindOf(value)} into ${where}`);
  return undefined;
}

/** encoding/json's names of what stands in a text. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'number';
    default:
      return 'object';
  }
}
