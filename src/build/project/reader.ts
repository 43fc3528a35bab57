/** A value and its keys from the top down: what an error points at. */
export interface Field {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** What is wrong, and where. */
export class FieldError extends Error {
  readonly path: Field['path'];
  readonly hint: string | undefined;

  constructor(message: string, { path }: Pick<Field, 'path'>, hint?: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}

/** Reads a value, or throws a FieldError. */
export type Reader<T> = (field: Field) => T;

/** A key of a table; what is not there, or null, is read as undefined. */
export type Readers = Readonly<Record<string, Reader<unknown>>>;

export type ReadBy<R extends Readers> = { readonly [K in keyof R]: ReturnType<R[K]> };

/** `components[1].files[0].to` */
export function nameOf({ path }: Pick<Field, 'path'>): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

/** A map with these keys and no others. */
export function table<R extends Readers>(readers: R): Reader<ReadBy<R>> {
  return (field) => {
    const entries = entriesOf(field);
    for (const [key, child] of entries) {
      if (Object.hasOwn(readers, key)) continue;
      const known = Object.keys(readers).join(', ');
      throw new FieldError(`${nameOf(child)}: there is no such key`, child, `the keys here are ${known}`);
    }
    const values = new Map(entries);
    return Object.fromEntries(
      Object.entries(readers).map(([key, read]) => {
        return [key, read(values.get(key) ?? { value: undefined, path: [...field.path, key] })];
      }),
    ) as ReadBy<R>;
  };
}

export function needed<T>(read: Reader<T>): Reader<T> {
  return (field) => {
    if (isAbsent(field)) throw new FieldError(`${nameOf(field)} is missing`, field);
    return read(field);
  };
}

export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (field) => (isAbsent(field) ? undefined : read(field));
}

export function withDefault<T>(read: Reader<T>, fallback: T): Reader<T> {
  return (field) => (isAbsent(field) ? fallback : read(field));
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (field) => {
    if (!Array.isArray(field.value)) throw new FieldError(`${nameOf(field)} must be a list`, field);
    return field.value.map((value: unknown, index) => read({ value, path: [...field.path, index] }));
  };
}

export function mapOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (field) => Object.fromEntries(entriesOf(field).map(([key, child]) => [key, read(child)]));
}

/** Numbers and booleans have to be put in quotes: YAML may have changed how they are written. */
export const text: Reader<string> = (field) => {
  if (typeof field.value === 'string' && field.value !== '') return field.value;
  if (field.value === '') throw new FieldError(`${nameOf(field)} is empty`, field);
  throw new FieldError(`${nameOf(field)} must be a text`, field, 'put it in quotes');
};

/** The same, empty or not. */
export const anyText: Reader<string> = (field) => (field.value === '' ? '' : text(field));

/** @param what as messages say it: `a path from the root such as /opt/app` */
export function matching(pattern: RegExp, what: string): Reader<string> {
  return (field) => {
    const value = text(field);
    if (!pattern.test(value)) throw new FieldError(`${nameOf(field)} is "${value}", which is not ${what}`, field);
    return value;
  };
}

export const boolean: Reader<boolean> = (field) => {
  if (typeof field.value === 'boolean') return field.value;
  throw new FieldError(`${nameOf(field)} must be true or false`, field);
};

export function integer(least: number, most: number): Reader<number> {
  return (field) => {
    const { value } = field;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new FieldError(`${nameOf(field)} must be a whole number from ${least} to ${most}`, field);
  };
}

export function choice<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (field) => {
    const found = choices.find((one) => one === field.value);
    if (found !== undefined) return found;
    throw new FieldError(`${nameOf(field)} must be one of ${choices.join(', ')}`, field);
  };
}

function isAbsent({ value }: Field): boolean {
  return value === undefined || value === null;
}

function entriesOf(field: Field): [key: string, Field][] {
  const { value, path } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`${nameOf(field)} must be a map`, field);
  }
  return Object.entries(value).map(([key, one]) => [key, { value: one as unknown, path: [...path, key] }]);
}
