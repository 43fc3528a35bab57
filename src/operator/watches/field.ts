/** A value and its keys from the entry down, as they are written: what an error points at. */
export interface Field {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** Told what is ignored. */
export type Warn = (message: string, field: Field) => void;

/** What is wrong with an entry, and where. */
export class EntryError extends Error {
  readonly path: Field['path'];
  readonly hint: string | undefined;

  constructor(message: string, field: Field, hint?: string) {
    super(message);
    this.path = field.path;
    this.hint = hint;
  }
}

/** How messages call a field: `"driftDetection.ignore[0].paths"`; the entry itself is "the entry". */
export function nameOf({ path }: Field): string {
  const [, first, ...rest] = path;
  if (first === undefined) return 'the entry';
  return `"${first}${rest.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}"`;
}

/** @throws EntryError when it is no map */
export function itemsOf(field: Field): [key: string, Field][] {
  if (!isRecord(field.value)) throw new EntryError(`${nameOf(field)} must be a map`, field);
  return Object.entries(field.value).map(([key, value]) => [key, { value, path: [...field.path, key] }]);
}

/** @throws EntryError when it is no list */
export function listOf(field: Field): Field[] {
  if (!Array.isArray(field.value)) throw new EntryError(`${nameOf(field)} must be a list`, field);
  return field.value.map((value, index) => ({ value, path: [...field.path, index] }));
}

/** The child of that name, whatever the case of its key; for messages about entries that may not be right. */
export function fieldNamed(field: Field, name: string): Field | undefined {
  if (!isRecord(field.value)) return undefined;
  const key = Object.keys(field.value).find((one) => isSameKey(one, name));
  return key === undefined ? undefined : { value: field.value[key], path: [...field.path, key] };
}

/** As encoding/json matches keys for helm-operator. */
export function isSameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
