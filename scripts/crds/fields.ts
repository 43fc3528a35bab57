import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import {
  choicesOf,
  integerRange,
  isFilled,
  isLooseMap,
  isQuantity,
  isSecret,
  itemsOf,
  type ListItem,
} from './cnvrg.ts';

/** One field of a resource's spec. */
export interface Field {
  readonly name: string;
  /** From the top of the spec: `dbs.pg.image`. */
  readonly path: string;
  readonly description: string;
  readonly type: FieldType;
  /** undefined: none is told, since it is made up (a secret) or made of the fields below (a table). */
  readonly default: unknown;
}

export type FieldType =
  | { readonly is: 'table'; readonly fields: readonly Field[] }
  /** Names chosen by the user; the values are text, or in a loose one numbers and booleans too. */
  | { readonly is: 'map'; readonly isLoose: boolean }
  | { readonly is: 'list'; readonly items: ListItem }
  /** true or false, as a boolean or as a string. */
  | { readonly is: 'switch' }
  | { readonly is: 'choice'; readonly choices: readonly (string | boolean)[] }
  | { readonly is: 'integer'; readonly least: number; readonly most?: number }
  | { readonly is: 'quantity' }
  | { readonly is: 'text' }
  | { readonly is: 'secret' };

/**
 * The fields of a values.yaml, without those that the operator fills. A table is written as a block, a map in braces.
 * @throws Error for a field without a comment
 */
export function readFields(file: string): readonly Field[] {
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (document.errors[0]) throw document.errors[0];
  return fieldsOf(document.contents as unknown as YAMLMap, '').filter(({ path }) => !isFilled(path));
}

function fieldsOf(map: YAMLMap, above: string): readonly Field[] {
  return map.items.map((pair, index) => fieldOf(pair as Pair, above, index === 0 ? map.commentBefore : undefined));
}

/** @param fallback where the parser puts the comment above a table's first field */
function fieldOf(pair: Pair, above: string, fallback: string | null | undefined): Field {
  if (!isPair(pair) || !isScalar(pair.key)) throw new Error(`${above}: not a field`);
  const name = String(pair.key.value);
  const path = above === '' ? name : `${above}.${name}`;
  const description = describe(pair.key.commentBefore ?? fallback ?? '');
  if (description === '') throw new Error(`${path} has no comment above it`);
  if (isMap(pair.value) && !pair.value.flow) {
    return { name, path, description, type: { is: 'table', fields: fieldsOf(pair.value, path) }, default: undefined };
  }
  const value = toJs(pair.value);
  const type = typeOf(path, value);
  return { name, path, description, type, default: type.is === 'secret' ? undefined : value };
}

/** The paragraph right above the field; what stands before an empty line speaks of more than the field. */
function describe(comment: string): string {
  const lines = comment.split('\n');
  return lines
    .slice(lines.lastIndexOf('') + 1)
    .map((line) => line.trim())
    .join(' ');
}

function toJs(node: unknown): unknown {
  return isScalar(node) ? node.value : (node as { toJSON(): unknown }).toJSON();
}

function typeOf(path: string, value: unknown): FieldType {
  const choices = choicesOf(path);
  if (choices) return { is: 'choice', choices };
  if (isSecret(path)) return { is: 'secret' };
  if (isQuantity(path)) return { is: 'quantity' };
  if (Array.isArray(value)) return { is: 'list', items: itemsOf(path) };
  switch (typeof value) {
    case 'boolean':
      return { is: 'switch' };
    case 'number':
      return { is: 'integer', ...integerRange(path) };
    case 'string':
      return { is: 'text' };
    default:
      return { is: 'map', isLoose: isLooseMap(path) };
  }
}
