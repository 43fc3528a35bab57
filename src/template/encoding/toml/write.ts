import { GoError, Int, isNilValue, type List, Struct, sortedTexts, type Value } from '../../go/index.ts';
import { writeTomlKey, writeTomlScalar } from './text.ts';

/**
 * Helm's toToml: BurntSushi's encoder. Keys in the order of their bytes, those of tables last; nil entries are left out.
 * Where it fails the text is the error's, as in Helm.
 * @throws GoError where it panics: for nil
 */
export function toToml(value: Value): string {
  if (value === null) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  const writer = new TomlWriter();
  try {
    writer.write([], value);
  } catch (error) {
    if (error instanceof TomlProblem) return error.message;
    throw error;
  }
  return writer.out;
}

class TomlProblem extends Error {}

/** What decides where a value stands: in a table's own lines, or as a table or tables behind them. */
type Kind = 'nil' | 'value' | 'table' | 'tables';

type Path = readonly string[];
type Entry = readonly [key: string, value: Value];

class TomlWriter {
  out = '';

  write(path: Path, value: Value): void {
    if (path.length === 0 && isComplex(value)) throw new TomlProblem("unsupported type for key '': complex128");
    const kind = kindOf(value);
    if (kind === 'tables') this.writeTables(path, listOf(value)!);
    else if (kind === 'table') this.writeTable(path, value);
    // a nil list alone is an empty one, a nil map nothing
    else if (kind === 'value' || Array.isArray(value)) this.writeLine(path, value);
  }

  private writeLine(path: Path, value: Value): void {
    const text = inline(value);
    if (path.length === 0) this.out += text;
    else this.out += `${indentOf(path)}${writeTomlKey(path.at(-1)!)} = ${text}\n`;
  }

  private writeTable(path: Path, value: Value): void {
    if (path.length === 1) this.startTable();
    if (path.length > 0) this.out += `${indentOf(path)}[${path.map(writeTomlKey).join('.')}]\n`;
    this.writeEntries(path, value);
  }

  private writeTables(path: Path, items: List): void {
    if (path.length === 0) throw new TomlProblem('toml: top-level values must be Go maps or structs');
    for (const item of items) {
      this.startTable();
      this.out += `${indentOf(path)}[[${path.map(writeTomlKey).join('.')}]]\n`;
      this.writeEntries(path, item);
    }
  }

  private startTable(): void {
    if (this.out !== '') this.out += '\n';
  }

  private writeEntries(path: Path, value: Value): void {
    for (const [key, item] of arrange(value).entries) if (kindOf(item) !== 'nil') this.write([...path, key], item);
  }
}

/** Entries in the order they are written, those of tables last. */
function arrange(value: Value): { entries: readonly Entry[]; direct: number } {
  const all = entriesOf(value)!;
  const isTable = ([, item]: Entry) => {
    const kind = kindOf(item);
    return kind === 'table' || kind === 'tables';
  };
  const direct = all.filter((entry) => !isTable(entry));
  return { entries: [...direct, ...all.filter(isTable)], direct: direct.length };
}

/** A value in a line: `[1, 2]`, `{a = 1, b = 2}`. */
function inline(value: Value): string {
  if (isComplex(value)) throw new TomlProblem('unsupported type: complex128');
  const items = listOf(value);
  if (items !== undefined) return `[${items.map(inline).join(', ')}]`;
  if (entriesOf(value) === undefined) return writeTomlScalar(value);
  const { entries } = arrange(value);
  let text = '';
  entries.forEach(([key, item], i) => {
    // as in Go, a nil entry at the end leaves the comma before it
    if (isNil(item)) return;
    text += `${writeTomlKey(key)} = ${inline(item)}${i < entries.length - 1 ? ', ' : ''}`;
  });
  return `{${text}}`;
}

function isComplex(value: Value): boolean {
  return value instanceof Struct && value.type.kind === 'complex128';
}

function kindOf(value: Value): Kind {
  if (isNil(value)) return 'nil';
  const items = listOf(value);
  if (items === undefined) return entriesOf(value) === undefined ? 'value' : 'table';
  // all are looked at: a nil anywhere is an error
  let allTables = items.length > 0;
  for (const item of items) {
    const kind = kindOf(item);
    if (kind === 'nil') throw new TomlProblem('toml: cannot encode array with nil element');
    if (kind !== 'table') allTables = false;
  }
  return allTables ? 'tables' : 'value';
}

function isNil(value: Value): boolean {
  return value === null || ((Array.isArray(value) || value instanceof Map) && value[isNilValue] === true);
}

function listOf(value: Value): List | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new Int(BigInt(byte), 'uint8'));
  if (!(value instanceof Struct)) return undefined;
  const items = value.type.items?.(value);
  return Array.isArray(items) ? items : undefined;
}

/** A map's entries sorted, a struct's as they are declared; undefined for what is none, or writes itself as a text. */
function entriesOf(value: Value): readonly Entry[] | undefined {
  if (value instanceof Map) return sortedTexts(value.keys()).map((key) => [key, value.get(key)!] as const);
  if (!(value instanceof Struct)) return undefined;
  const items = value.type.items?.(value);
  if (items instanceof Map) return entriesOf(items);
  if (value.type.kind === 'complex128') return undefined;
  if (value.type.json !== undefined && typeof value.type.json(value) === 'string') return undefined;
  return fieldsOf(value);
}

/** What is embedded in a struct stands in line with its own. */
function fieldsOf({ fields, type }: Struct): readonly Entry[] {
  return [...fields].flatMap(([name, field]) =>
    type.embeds?.includes(name) ? fieldsOf(field as Struct) : [[name, field] as const],
  );
}

function indentOf(path: Path): string {
  return '  '.repeat(path.length - 1);
}
