import { count, type Failure } from './failure.ts';
import { decimalOf, isEqual, typeOf } from './json.ts';
import type { Schema } from './schema.ts';
import type { Validator } from './validator.ts';

export function checkArray(validator: Validator, list: readonly unknown[]): void {
  const { minItems, maxItems, uniqueItems, contains } = validator.schema;
  if (minItems !== undefined && list.length < minItems) {
    validator.addText(`minItems: got ${count(list.length)}, want ${count(minItems)}`);
  }
  if (maxItems !== undefined && list.length > maxItems) {
    validator.addText(`maxItems: got ${count(list.length)}, want ${count(maxItems)}`);
  }
  if (uniqueItems) {
    const pair = findEqual(list);
    if (pair) validator.addText(`items at ${count(pair[0])} and ${count(pair[1])} are equal`);
  }
  checkItems(validator, list);
  if (contains) checkContains(validator, contains, list);
}

/** The first two items that are equal. */
function findEqual(list: readonly unknown[]): [number, number] | undefined {
  const seen = new Map<string, number[]>();
  for (const [i, item] of list.entries()) {
    const key = bucketOf(item);
    const others = seen.get(key) ?? [];
    const other = others.find((index) => isEqual(list[index], item));
    if (other !== undefined) return [other, i];
    seen.set(key, [...others, i]);
  }
  return undefined;
}

/** Equal for equal values; for few others. */
function bucketOf(value: unknown): string {
  const type = typeOf(value);
  if (type === 'number') return `number ${decimalOf(value)?.toNumber()}`;
  if (Array.isArray(value)) return `array ${value.length}`;
  return type === 'object'
    ? `object ${Object.keys(value as object)
        .sort()
        .join()}`
    : `${type} ${value}`;
}

function checkItems(validator: Validator, list: readonly unknown[]): void {
  const { version, items, prefixItems = [], additionalItems } = validator.schema;
  const inOrder = version < 2020 ? (Array.isArray(items) ? (items as readonly Schema[]) : []) : prefixItems;
  const evaluated = Math.min(inOrder.length, list.length);
  for (let i = 0; i < evaluated; i += 1) validator.add(validator.validateInside(inOrder[i]!, list[i], String(i)));
  const rest = Array.isArray(items) ? additionalItems : (items as Schema | undefined);
  if (rest === false) {
    if (evaluated < list.length)
      validator.addText(`last ${count(list.length - evaluated)} additionalItem(s) not allowed`);
  } else if (typeof rest === 'object') {
    for (let i = evaluated; i < list.length; i += 1) {
      // the library counts the rest from 0 in its messages
      validator.add(validator.validateInside(rest, list[i], String(i - evaluated)));
    }
  }
}

function checkContains(validator: Validator, contains: Schema, list: readonly unknown[]): void {
  const { version, minContains, maxContains } = validator.schema;
  const causes: Failure[] = [];
  const matched: number[] = [];
  for (const [i, item] of list.entries()) {
    const failure = validator.validateInside(contains, item, String(i));
    if (failure) causes.push(failure);
    else {
      matched.push(i);
      if (version >= 2020) validator.openItems?.delete(i);
    }
  }
  const found = `but matched ${count(matched.length)} items at ${matched.join(' ')}`;
  if (minContains !== undefined && matched.length < minContains) {
    const what = matched.length === 0 ? 'but none matched' : found;
    validator.addText(`min ${count(minContains)} items required to match contains schema, ${what}`, causes);
  } else if (minContains === undefined && matched.length === 0) {
    validator.addText('no items match contains schema', causes);
  }
  if (maxContains !== undefined && matched.length > maxContains) {
    validator.addText(`max ${count(maxContains)} items required to match contains schema, ${found}`);
  }
}
