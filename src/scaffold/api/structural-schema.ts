import { createRequire } from 'node:module';
import { isTable } from '../../chart/index.ts';

/** An OpenAPI v3 schema that the API server takes as structural. */
export type StructuralSchema = Readonly<Record<string, unknown>>;

type Json = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);

/** Anything at all: what a structural schema cannot express is kept, and judged by the chart's own schema. */
const anything = { 'x-kubernetes-preserve-unknown-fields': true } as const;

const copied = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'multipleOf'];
const formats = new Set(
  'int32 int64 float double byte date date-time duration email hostname ipv4 ipv6 cidr mac uri uuid password'.split(
    ' ',
  ),
);
const composed = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependencies', 'dependentSchemas', 'patternProperties'];

/**
 * What of a values.schema.json a CustomResourceDefinition can say. A spec is laid over the chart's defaults, so that what is
 * required and has a default need not be in it, and null, which removes a default, may stand everywhere.
 * Left out are defaults (they are the chart's) and what a structural schema forbids: there everything is let through.
 * @param defaults the chart's values at this place
 */
export function toStructural(schema: unknown, defaults: unknown): StructuralSchema {
  const { nullable: _, ...top } = convert(schema, isTable(schema) ? schema : {}, defaults, []);
  return top;
}

function convert(given: unknown, root: Json, defaults: unknown, seen: readonly string[]): StructuralSchema {
  if (!isTable(given)) return { ...anything, nullable: true };
  const ref = given['$ref'];
  if (typeof ref === 'string') {
    const target = seen.includes(ref) ? undefined : resolve(ref, root);
    if (target === undefined) return { ...described(given), ...anything, nullable: true };
    return { ...convert(target, root, defaults, [...seen, ref]), ...described(given) };
  }
  const type = typeOf(given);
  if (type === 'int-or-string') {
    return { ...described(given), 'x-kubernetes-int-or-string': true, nullable: true };
  }
  const isComposed = composed.some((word) => word in given);
  if (type === undefined || (isComposed && type !== 'object')) {
    return { ...described(given), ...anything, nullable: true };
  }
  const next = (child: unknown, at: unknown) => convert(child, root, at, seen);
  return {
    ...described(given),
    type,
    nullable: true,
    ...limits(given, type),
    ...(type === 'object' ? objectPart(given, isComposed, defaults, next) : {}),
    ...(type === 'array' ? { items: itemsOf(given, next) } : {}),
  };
}

type Next = (child: unknown, defaults: unknown) => StructuralSchema;

function objectPart(given: Json, isComposed: boolean, defaults: unknown, next: Next): Json {
  const properties = Object.entries(isTable(given['properties']) ? given['properties'] : {});
  const { additionalProperties } = given;
  if (properties.length === 0 && isTable(additionalProperties) && !isComposed) {
    return { additionalProperties: next(additionalProperties, undefined) };
  }
  const at = isTable(defaults) ? defaults : {};
  const required = (Array.isArray(given['required']) ? given['required'] : []).filter(
    (name): name is string => typeof name === 'string' && (at[name] ?? undefined) === undefined,
  );
  return {
    ...(properties.length === 0
      ? {}
      : { properties: Object.fromEntries(properties.map(([name, child]) => [name, next(child, at[name])])) }),
    ...(required.length === 0 ? {} : { required }),
    ...(additionalProperties === false && !isComposed ? {} : anything),
  };
}

function itemsOf({ items }: Json, next: Next): StructuralSchema {
  return isTable(items) ? next(items, undefined) : { ...anything, nullable: true };
}

function limits(given: Json, type: string): Json {
  const result: Record<string, unknown> = {};
  for (const word of copied) if (typeof given[word] === 'number') result[word] = given[word];
  const choices = 'const' in given ? [given['const']] : given['enum'];
  if (Array.isArray(choices)) result['enum'] = choices.includes(null) ? choices : [...choices, null];
  const { pattern, format } = given;
  if (typeof pattern === 'string' && isRe2(pattern)) result['pattern'] = pattern;
  if (typeof format === 'string' && type === 'string' && formats.has(format)) result['format'] = format;
  for (const bound of ['minimum', 'maximum'] as const) {
    const exclusive = given[bound === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'];
    const value = typeof exclusive === 'number' ? exclusive : given[bound];
    if (typeof value !== 'number') continue;
    result[bound] = value;
    if (exclusive !== undefined && exclusive !== false) {
      result[bound === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'] = true;
    }
  }
  return result;
}

/** undefined: several types, or none that can be told. */
function typeOf(given: Json): string | undefined {
  const { type } = given;
  const named = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null' && typeof one === 'string');
  if (named.length === 2 && named.includes('integer') && named.includes('string')) return 'int-or-string';
  if (named.length > 1) return undefined;
  if (named[0] !== undefined) return named[0];
  if ('properties' in given || 'additionalProperties' in given) return 'object';
  if (isTable(given['items'])) return 'array';
  const choices = 'const' in given ? [given['const']] : given['enum'];
  if (!Array.isArray(choices)) return undefined;
  const types = new Set(choices.filter((one) => one !== null).map((one) => typeof one));
  return types.size === 1 && types.has('string') ? 'string' : undefined;
}

function described({ description, title }: Json): Json {
  const text = typeof description === 'string' ? description : title;
  return typeof text === 'string' && text !== '' ? { description: text } : {};
}

function resolve(ref: string, root: Json): unknown {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined; // another document
  const names = ref.slice(2).split('/');
  return names
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, name) => (isTable(at) ? at[name] : undefined), root);
}

/** JSON Schema has JavaScript's expressions, the API server Go's. */
function isRe2(pattern: string): boolean {
  try {
    // its tables of Unicode take long to load, and few schemas have a pattern
    const { RE2JS } = require('re2js') as typeof import('re2js');
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}
