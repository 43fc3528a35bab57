import { EntryError, type Field, isSameKey, itemsOf, listOf, nameOf, type Warn } from './field.ts';
import type { Declaration, Declarations, Kind, Read, Schema } from './kind.ts';

export interface TableKind<D extends Declarations> extends Kind<Read<D>> {
  readonly declarations: D;
}

/** A map with these keys, in any case; unknown ones are told and ignored. */
export function table<D extends Declarations>(declarations: D): TableKind<D> {
  return { declarations, schema: schemaOf(declarations), read };

  function read(field: Field, warn: Warn): Read<D> {
    const found = new Map<string, Field>();
    for (const [key, child] of itemsOf(field)) {
      const name = Object.keys(declarations).find((one) => isSameKey(one, key));
      if (name === undefined) warn(`unknown key "${key}" is ignored`, child);
      else if (found.has(name)) throw new EntryError(`${childName(field, name)} is given twice`, child);
      else found.set(name, child);
    }
    const entries = Object.entries<Declaration<unknown>>(declarations);
    return Object.fromEntries(
      entries.map(([name, declaration]) => [name, readOne(declaration, found.get(name), name)]),
    ) as Read<D>;

    function readOne({ kind, isNeeded, fallback }: Declaration<unknown>, child: Field | undefined, name: string) {
      const value = child === undefined || child.value === null ? fallback : kind.read(child, warn);
      if (isNeeded && (value === undefined || value === '')) {
        throw new EntryError(`${childName(field, name)} is missing`, child ?? field);
      }
      return value;
    }
  }
}

/** A list of it. */
export function list<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema },
    read: (field, warn) => listOf(field).map((one) => item.read(one, warn)),
  };
}

/** A map whose keys are the author's own: their case matters. */
export function mapOf<T>(value: Kind<T>): Kind<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: value.schema },
    read: (field, warn) => Object.fromEntries(itemsOf(field).map(([key, child]) => [key, value.read(child, warn)])),
  };
}

function childName(field: Field, name: string): string {
  return nameOf({ value: undefined, path: [...field.path, name] });
}

/** Unknown keys are marked, as they are told at the start: an editor's user has mistyped. */
function schemaOf(declarations: Declarations): Schema {
  const entries = Object.entries(declarations);
  const required = entries.filter(([, { isNeeded }]) => isNeeded).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, { kind, doc, fallback }]) => [
        name,
        { ...kind.schema, description: doc, ...(isPlain(fallback) ? { default: fallback } : {}) },
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
