import { isTable } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';

export type Table = { [key: string]: unknown };

/**
 * Sets what `path` (`tags.ssl`) names, in tables that are made on the way.
 * @param isOver what is below may be replaced: a default by a parameter; else the two exclude each other
 * @throws CapstanError SPECS_INVALID
 */
export function setAt(table: Table, path: string, value: unknown, isOver: boolean): void {
  const parts = path.split('.');
  if (parts.some((part) => part === '' || part === '__proto__')) {
    throw new CapstanError('SPECS_INVALID', `${JSON.stringify(path)} is no name of a variable`);
  }
  const last = parts.pop() as string;
  let at = table;
  for (const [depth, part] of parts.entries()) {
    const next = own(at, part);
    if (next !== undefined && !isTable(next) && !isOver) throw excluded(parts.slice(0, depth + 1).join('.'), path);
    if (!isTable(next)) at[part] = {};
    at = at[part] as Table;
  }
  const below = own(at, last);
  if (isTable(below) && !isTable(value) && !isOver) throw excluded(`${path}.${Object.keys(below)[0] ?? ''}`, path);
  at[last] = isTable(value) && isTable(below) ? merged(below, value) : value;
}

/** Every table has a `constructor` and more that nobody set. */
function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `over` wins; tables merge, all else replaces. */
export function merged(base: Table, over: Table): Table {
  const result: Table = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = own(result, key);
    result[key] = isTable(below) && isTable(value) ? merged(below, value) : value;
  }
  return result;
}

/** Every leaf by its path; lists are leaves. */
export function leaves(table: Table, before: readonly string[] = []): [path: readonly string[], value: unknown][] {
  return Object.entries(table).flatMap(([key, value]) =>
    isTable(value) ? leaves(value, [...before, key]) : [[[...before, key], value] as [readonly string[], unknown]],
  );
}

function excluded(one: string, other: string): CapstanError {
  return new CapstanError('SPECS_INVALID', `the parameters ${one} and ${other} exclude each other`, {
    hint: 'one is a value, the other lies within it: give one of them',
  });
}
