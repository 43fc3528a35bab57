import type { Field, Warn } from './field.ts';

/** What may stand at a key: how it is read, and what a JSON Schema says of it. Both come from one declaration. */
export interface Kind<T> {
  /** @throws EntryError */
  read(field: Field, warn: Warn): T;
  readonly schema: Schema;
}

export type Schema = Readonly<Record<string, unknown>>;

/** One key of a table: null counts as absent, as it does in Go. */
export interface Declaration<T> {
  readonly kind: Kind<T>;
  /** One sentence or two, Markdown. */
  readonly doc: string;
  readonly isNeeded: boolean;
  /** What its absence means, and how the docs say it. */
  readonly fallback: T | undefined;
  readonly fallbackText: string;
}

export type Declarations = Readonly<Record<string, Declaration<unknown>>>;

/** What a table of such keys is read as. */
export type Read<D extends Declarations> = { readonly [K in keyof D]: D[K] extends Declaration<infer T> ? T : never };

export type ReadOf<K> = K extends Kind<infer T> ? T : never;

export function needed<T>(kind: Kind<T>, doc: string): Declaration<T> {
  return { kind, doc, isNeeded: true, fallback: undefined, fallbackText: 'needed' };
}

/** @param fallbackText what the docs say of its absence */
export function optional<T>(kind: Kind<T>, doc: string, fallbackText = 'none'): Declaration<T | undefined> {
  return { kind, doc, isNeeded: false, fallback: undefined, fallbackText };
}

export function withDefault<T>(
  kind: Kind<T>,
  fallback: T,
  doc: string,
  fallbackText = `\`${String(fallback)}\``,
): Declaration<T> {
  return { kind, doc, isNeeded: false, fallback, fallbackText };
}

/** The same kind with a further check. */
export function checked<T>(kind: Kind<T>, check: (value: T, field: Field) => void, schema: Schema = {}): Kind<T> {
  return {
    schema: { ...kind.schema, ...schema },
    read(field, warn) {
      const value = kind.read(field, warn);
      check(value, field);
      return value;
    },
  };
}

/** The same kind, read as something else. */
export function mapped<T, U>(kind: Kind<T>, map: (value: T, field: Field) => U): Kind<U> {
  return { schema: kind.schema, read: (field, warn) => map(kind.read(field, warn), field) };
}
