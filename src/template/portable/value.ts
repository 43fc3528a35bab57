/** What is known of a value before the chart is rendered. */
export type Kind = 'text' | 'number' | 'boolean' | 'list' | 'table' | 'null' | 'undefined' | 'any';

/**
 * What of it depends on the order of a table's keys, which JavaScript keeps and Go does not: nothing, the order of keys in a
 * text of YAML or JSON (the object it is read as is the same), or the order of a list's items.
 */
export type Order = 'fixed' | 'keys' | 'items';

/** A value of a template's code, as Go's templates have it. */
export interface Value {
  /** One operand: a variable, a literal, or a pipeline in parentheses. */
  readonly go: string;
  readonly kind: Kind;
  readonly order: Order;
  /** Its tables have their keys in the order of `sorted()`, all the way down. */
  readonly isSorted: boolean;
  readonly constant?: string | number | boolean;
  /** Of a literal table whose keys are all known, in JavaScript's order. */
  readonly entries?: ReadonlyMap<string, Value>;
  /** Where in `it` of a template with output of its own this is: `` for all of it, `Release`. */
  readonly root?: string;
}

export function value(go: string, kind: Kind, more: Partial<Value> = {}): Value {
  return { order: 'fixed', isSorted: false, ...more, go, kind };
}

export const undefinedValue = value('$undefined', 'undefined');
export const nullValue = value('$null', 'null');

export function textOf(text: string): Value {
  return value(JSON.stringify(text), 'text', { constant: text });
}

export function numberOf(number: number): Value {
  const text = String(number);
  return value(/[.e]/.test(text) ? text : `${text}.0`, 'number', { constant: number });
}

export function booleanOf(is: boolean): Value {
  return value(String(is), 'boolean', { constant: is });
}

/** The later of two in the order fixed, keys, items. */
export function looser(...orders: readonly Order[]): Order {
  return orders.includes('items') ? 'items' : orders.includes('keys') ? 'keys' : 'fixed';
}

/** A value that is one of several, where it is not known which. */
export function oneOf(go: string, values: readonly Value[]): Value {
  const kinds = new Set(values.map(({ kind }) => kind));
  return value(go, kinds.size === 1 ? [...kinds][0]! : 'any', {
    order: looser(...values.map(({ order }) => order)),
    isSorted: values.every(({ isSorted, kind }) => isSorted || isScalar(kind)),
  });
}

export function isScalar(kind: Kind): boolean {
  return kind !== 'any' && kind !== 'list' && kind !== 'table';
}
