import { readFileSync } from 'node:fs';

/** Rows that the real thing answered: `recordedWith` in the file names it and its version. */
export function recordedRows<Row>(path: string): readonly Row[] {
  const text = readFileSync(new URL(`../golden/${path}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { rows: Row[] }).rows;
}

/** Keys sorted; a bigint as recorded, `{$int: "5"}`. */
export function normal(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.keys(value).map((key) => [key, normal((value as Record<string, unknown>)[key])] as const);
  // a list, as an object would lose __proto__
  return ['object', ...entries.sort(([a], [b]) => (a < b ? -1 : 1))];
}

/** What was recorded, with its `$int`s told apart from tables. */
export function recorded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(recorded);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '$int') return value;
  const entries = keys.map((key) => [key, recorded((value as Record<string, unknown>)[key])] as const);
  return ['object', ...entries.sort(([a], [b]) => (a < b ? -1 : 1))];
}
