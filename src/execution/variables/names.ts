import { leaves, type Table } from './table.ts';

/**
 * Tables as environment variables: `VAR_TAGS_SSL=false`. A list is JSON; a name that two leaves would have goes to the last.
 * @param prefix `VAR_`, `SECRET_`
 */
export function asEnvironment(table: Table, prefix: string): Record<string, string> {
  return Object.fromEntries(leaves(table).map(([path, value]) => [nameOf(path, prefix), textOf(value)]));
}

/** Two leaves that would have one name (`team.a` and `team_a`), by theirs; undefined: all have names of their own. */
export function findClash(table: Table, prefix: string): readonly [one: string, other: string] | undefined {
  const taken = new Map<string, string>();
  for (const [path] of leaves(table)) {
    const name = nameOf(path, prefix);
    const other = taken.get(name);
    if (other !== undefined) return [other, path.join('.')];
    taken.set(name, path.join('.'));
  }
  return undefined;
}

function nameOf(path: readonly string[], prefix: string): string {
  return `${prefix}${path
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')}`;
}

/** A text as it is, all else as JSON has it; nothing is ''. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
