import { CapstanError } from '../errors/index.ts';

/** Values while they are put together: a plain object, whose keys may be anything. */
export type Table = Record<string, unknown>;

export function isTable(value: unknown): value is Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function has(table: Readonly<Table>, key: string): boolean {
  return Object.hasOwn(table, key);
}

export function get(table: Readonly<Table>, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `__proto__` is a key like any other. */
export function put(table: Table, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    table[key] = value;
  }
}

/** @throws CapstanError VALUES_INVALID for what has no end */
export function copyDeep(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => copyDeep(item, depth + 1));
  if (!isTable(value)) return value === undefined ? null : value;
  checkDepth(depth);
  const table: Table = {};
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== undefined) put(table, key, copyDeep(entry, depth + 1));
  }
  return table;
}

const maxDepth = 2000;

/** `import-values` can put a table into itself, which Helm copies until its memory is used up. */
export function checkDepth(depth: number): void {
  if (depth <= maxDepth) return;
  throw new CapstanError('VALUES_INVALID', `values are nested deeper than ${maxDepth} tables`, {
    hint: 'import-values may put a table into itself: see the dependencies in Chart.yaml',
  });
}

export function copyShallow(table: Readonly<Table>): Table {
  const copied: Table = {};
  for (const key of Object.keys(table)) put(copied, key, table[key]);
  return copied;
}

export function freezeDeep<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const entry of Object.values(value)) freezeDeep(entry);
  return value;
}
