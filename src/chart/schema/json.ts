import { Decimal } from './decimal.ts';

/** A number of a schema whose text is not what JavaScript would write: `1.0`, `1e3`, or more digits than a double has. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type JsonType = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

export type JsonObject = Readonly<Record<string, unknown>>;

/** JSON with its numbers kept as they are written. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return oddNumber.test(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
}

/** What may be one, also inside a string. */
const oddNumber = /[0-9][.eE]|-0|[0-9]{16}/;

function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source ? new JsonNumber(source) : value;
}

/** Never `integer`: whether a number is one is asked of it apart. */
export function typeOf(value: unknown): JsonType | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'bigint':
      return 'number';
    case 'object':
      if (value === null) return 'null';
      if (value instanceof JsonNumber) return 'number';
      return Array.isArray(value) ? 'array' : 'object';
    default:
      return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeOf(value) === 'object';
}

export function isInteger(value: unknown): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : (decimalOf(value)?.isInteger() ?? false);
}

/** The exact value of a number of either kind. */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Decimal.parse(String(value));
  return value instanceof JsonNumber ? Decimal.parse(value.text) : undefined;
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if (type === 'number') {
    const [left, right] = [decimalOf(a), decimalOf(b)];
    return left !== undefined && right !== undefined && left.compare(right) === 0;
  }
  if (Array.isArray(a)) {
    const other = b as readonly unknown[];
    return a.length === other.length && a.every((item, i) => isEqual(item, other[i]));
  }
  return isObject(a) && isEqualObject(a, b as JsonObject);
}

function isEqualObject(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
