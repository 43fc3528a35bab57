import { elementType, type GoMap, type List, typedList, type Value } from '../../go/index.ts';
import { writeTomlKey } from './text.ts';

export type Path = readonly string[];

/** Why a key cannot be what it is to be. */
export class TableProblem extends Error {}

/** The tables of a document, and which of them were only implied by others' names: these may be defined once more. */
export class TomlTables {
  readonly root: GoMap = new Map();
  /** The table that keys belong to. */
  context: Path = [];
  private readonly implicit = new Set<string>();
  private readonly arrays = new Set<string>();

  /** The last part of a key makes a table, the others lead to it. */
  enter(path: Path, isArray: boolean): void {
    let table = this.root;
    const parents: string[] = [];
    for (const key of path.slice(0, -1)) {
      parents.push(key);
      if (!table.has(key)) {
        this.implicit.add(nameOf(parents));
        table.set(key, new Map());
      }
      table = lastTable(table.get(key)!) ?? fail(`Key '${nameOf(parents)}' was already created as a hash.`);
    }
    this.context = parents;
    const key = path.at(-1)!;
    if (isArray) addToArray(table, key, path);
    else this.set(key, new Map());
    this.context = [...parents, key];
  }

  enterImplicit(path: Path): void {
    this.implicit.add(nameOf(path));
    this.enter(path, false);
  }

  imply(path: Path): void {
    this.implicit.add(nameOf(path));
  }

  set(key: string, value: Value): void {
    let table = this.root;
    const parents: string[] = [];
    for (const parent of this.context) {
      parents.push(parent);
      table = lastTable(table.get(parent)!) ?? fail(`Key '${nameOf(parents)}' has already been defined.`);
    }
    const name = nameOf([...parents, key]);
    if (!table.has(key)) table.set(key, value);
    else if (!this.implicit.delete(name)) fail(`Key '${name}' has already been defined.`);
    else if (this.arrays.has(name)) table.set(key, value);
  }

  /** Notes what is at a key of the context, or the context itself: only arrays matter. */
  setType(key: string, isArray: boolean): void {
    const name = nameOf(key === '' ? this.context : [...this.context, key]);
    if (isArray) this.arrays.add(name);
    else this.arrays.delete(name);
  }
}

export function nameOf(path: Path): string {
  return path.map(writeTomlKey).join('.');
}

/** `[]map[string]interface {}`, as which only `[[name]]` makes it. */
function isTables(value: Value): value is List {
  return Array.isArray(value) && value[elementType] === tables;
}

const tables = 'map[string]interface {}';

function lastTable(value: Value): GoMap | undefined {
  const table = isTables(value) ? value.at(-1)! : value;
  return table instanceof Map ? table : undefined;
}

function addToArray(table: GoMap, key: string, path: Path): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, typedList(tables, [new Map()]));
  else if (isTables(list)) list.push(new Map());
  else fail(`Key '${nameOf(path)}' was already created and cannot be used as an array.`);
}

function fail(message: string): never {
  throw new TableProblem(message);
}
