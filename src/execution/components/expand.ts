import { CapstanError, type Place } from '../../errors/index.ts';

/** The variables that texts of components may name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const reference = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-([^}]*))?\})/g;

/**
 * `$NAME`, `${NAME}`, `${NAME:-default}`, `$$`: once, and never what a value holds. Any other `$` stands for itself.
 * @throws CapstanError COMPONENT_INVALID where a variable is not set and has no default: a path would lose its beginning
 */
export function expand(text: string, variables: Variables, place: Place, what: string): string {
  return text.replace(reference, (_, dollar?: string, plain?: string, braced?: string, fallback?: string) => {
    if (dollar !== undefined) return '$';
    const name = (plain ?? braced) as string;
    const value = variables[name];
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value !== undefined) return value;
    throw new CapstanError('COMPONENT_INVALID', `${what} names $${name}, which is not set`, {
      place,
      hint: `set ${name}, or write \${${name}:-} where it may be empty`,
    });
  });
}

/** The same in every text of a YAML value. */
export function expandAll(value: unknown, variables: Variables, place: Place, what: string): unknown {
  if (typeof value === 'string') return expand(value, variables, place, what);
  if (Array.isArray(value)) return value.map((item) => expandAll(item, variables, place, what));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAll(item, variables, place, what)]));
}
