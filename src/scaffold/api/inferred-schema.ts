import type { Descriptions } from './descriptions.ts';
import type { StructuralSchema } from './structural-schema.ts';

const anything = { 'x-kubernetes-preserve-unknown-fields': true } as const;

/**
 * A schema of the values that a chart has, its comments as descriptions. A guess, and so a friendly one: keys that values.yaml
 * does not have are let through everywhere; a text that could be a number, a quantity or empty may be either; null may stand
 * everywhere.
 */
export function inferSchema(values: unknown, descriptions: Descriptions): StructuralSchema {
  const { nullable: _, ...top } = infer(values, [], descriptions);
  return top;
}

/** The descriptions of a values.yaml laid over a schema that has none of its own there. */
export function describeSchema(schema: StructuralSchema, descriptions: Descriptions): StructuralSchema {
  return describe(schema, [], descriptions);
}

function describe(schema: StructuralSchema, path: readonly string[], descriptions: Descriptions): StructuralSchema {
  const { properties } = schema as { properties?: Readonly<Record<string, StructuralSchema>> };
  const text = schema['description'] ?? descriptions.get(path.join('.'));
  return {
    ...(text === undefined || path.length === 0 ? {} : { description: text }),
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, child]) => [key, describe(child, [...path, key], descriptions)]),
      ),
    }),
  };
}

function infer(value: unknown, path: readonly string[], descriptions: Descriptions): StructuralSchema {
  const text = descriptions.get(path.join('.'));
  return {
    ...(text === undefined ? {} : { description: text }),
    ...shapeOf(value, path, descriptions),
    nullable: true,
  };
}

function shapeOf(value: unknown, path: readonly string[], descriptions: Descriptions): StructuralSchema {
  const isQuantity = ['limits', 'requests'].includes(path.at(-2) ?? '');
  switch (typeof value) {
    case 'boolean':
      return { type: 'boolean' };
    case 'bigint':
      return isQuantity ? anything : { type: 'integer' };
    case 'number':
      if (isQuantity) return anything;
      return { type: Number.isInteger(value) ? 'integer' : 'number' };
    case 'string':
      return isQuantity || value === '' || /^[\d.+-]/.test(value) ? anything : { type: 'string' };
  }
  if (Array.isArray(value)) return { type: 'array', items: itemsOf(value, path, descriptions) };
  if (value === null || typeof value !== 'object') return anything;
  const properties = Object.entries(value).map(([key, child]) => [key, infer(child, [...path, key], descriptions)]);
  return {
    type: 'object',
    ...anything,
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) as object }),
  };
}

/** Of items that look alike what the first one shows; else anything. */
function itemsOf(list: readonly unknown[], path: readonly string[], descriptions: Descriptions): StructuralSchema {
  const shapes = list.map((item) => shapeOf(item, [...path, '*'], descriptions));
  const [first] = shapes;
  const isAlike =
    first !== undefined && shapes.every((shape) => shape['type'] === first['type'] && shape['type'] !== 'array');
  return { ...(isAlike ? first : anything), nullable: true };
}
