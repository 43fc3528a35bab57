import { get, has, isTable, type Table } from './table.ts';

/** Helm's Values.Table: the table at a dotted path. `missing` is the key that is none. */
export function tableAt(values: Table, path: string): { readonly table: Table } | { readonly missing: string } {
  let table = values;
  for (const key of path.split('.')) {
    const value = get(table, key);
    if (!isTable(value)) return { missing: key };
    table = value;
  }
  return { table };
}

/** Helm's Values.PathValue: what is no table at a dotted path; undefined when there is nothing. */
export function valueAt(values: Table, path: string): unknown {
  const dot = path.lastIndexOf('.');
  const key = path.slice(dot + 1);
  let table = values;
  if (dot >= 0) {
    const found = tableAt(values, path.slice(0, dot));
    if ('missing' in found) return undefined;
    table = found.table;
  }
  if (!has(table, key)) return undefined;
  const value = table[key];
  return isTable(value) ? undefined : value;
}
