import { compileRegex } from '../go-text.ts';
import { isObject } from './json.ts';

/**
 * Whether a schema is certain to fit its draft's metaschema: nearly all are, and this tells in a fraction of the time that
 * holding it against the metaschema takes. False only means that it is not certain.
 */
export function isPlainlyValid(schema: unknown, version: number): boolean {
  if (typeof schema === 'boolean') return version > 4;
  if (!isObject(schema)) return false;
  for (const keyword of Object.keys(schema)) {
    if (!isKeywordValid(keyword, schema[keyword], version)) return false;
  }
  return true;
}

function isKeywordValid(keyword: string, value: unknown, version: number): boolean {
  return checks.get(keyword)?.(value, version) ?? true;
}

type Check = (value: unknown, version: number) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const number: Check = (value) => typeof value === 'number';
const positive: Check = (value) => typeof value === 'number' && value > 0;
const later: Check = (value, version) => version > 4 && typeof value === 'number';
const url: Check = (value) => typeof value === 'string' && /^https?:\/\/[a-z][\w.-]*(?:\/[\w./-]*)?#?$/.test(value);
const identifier: Check = (value) => typeof value === 'string' && !value.includes('#') && reference(value, 0);
const reference: Check = (value) =>
  typeof value === 'string' && /^(?:https?:\/\/[a-z][\w.-]*\/)?[\w./-]*(?:#[\w./$~-]*)?$/.test(value);
const expression: Check = (value) => typeof value === 'string' && typeof compileRegex(value) !== 'string';
const schema: Check = isPlainlyValid;
const schemaOrFlag: Check = (value, version) => typeof value === 'boolean' || isPlainlyValid(value, version);
const schemas: Check = (value, version) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isPlainlyValid(item, version));
const schemaOrSchemas: Check = (value, version) =>
  schema(value, version) || (version < 2020 && schemas(value, version));
const schemaMap: Check = (value, version) =>
  isObject(value) && Object.keys(value).every((key) => isPlainlyValid(value[key], version));
const patternMap: Check = (value, version) =>
  schemaMap(value, version) && Object.keys(value as object).every((key) => expression(key, version));
const list: Check = (value) => Array.isArray(value);
const choice: Check = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((item) => item === null || typeof item !== 'object');
const names: Check = (value) => choice(value, 0) && (value as unknown[]).every((item) => typeof item === 'string');
const typeNames: readonly unknown[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];
const type: Check = (value, version) =>
  Array.isArray(value)
    ? names(value, version) && value.every((item) => typeNames.includes(item))
    : typeNames.includes(value);
const unsure: Check = () => false;

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$schema', url],
  ['$id', identifier],
  ['id', identifier],
  ['$ref', reference],
  ['$comment', text],
  ['title', text],
  ['description', text],
  ['format', text],
  ['examples', list],
  ['type', type],
  ['enum', choice],
  ['required', names],
  ['pattern', expression],
  ['minLength', count],
  ['maxLength', count],
  ['minItems', count],
  ['maxItems', count],
  ['minProperties', count],
  ['maxProperties', count],
  ['minContains', count],
  ['maxContains', count],
  ['minimum', number],
  ['maximum', number],
  ['exclusiveMinimum', later],
  ['exclusiveMaximum', later],
  ['multipleOf', positive],
  ['uniqueItems', flag],
  ['readOnly', flag],
  ['writeOnly', flag],
  ['deprecated', flag],
  ['definitions', schemaMap],
  ['$defs', schemaMap],
  ['properties', schemaMap],
  ['patternProperties', patternMap],
  ['dependentSchemas', schemaMap],
  ['additionalProperties', schemaOrFlag],
  ['additionalItems', schemaOrFlag],
  ['items', schemaOrSchemas],
  ['prefixItems', schemas],
  ['allOf', schemas],
  ['anyOf', schemas],
  ['oneOf', schemas],
  ['not', schema],
  ['if', schema],
  ['then', schema],
  ['else', schema],
  ['contains', schema],
  ['propertyNames', schema],
  ['unevaluatedItems', schema],
  ['unevaluatedProperties', schema],
  ['$anchor', unsure],
  ['$dynamicAnchor', unsure],
  ['$dynamicRef', unsure],
  ['$recursiveAnchor', unsure],
  ['$recursiveRef', unsure],
  ['$vocabulary', unsure],
  ['dependencies', unsure],
  ['dependentRequired', unsure],
  ['contentEncoding', unsure],
  ['contentMediaType', unsure],
  ['contentSchema', unsure],
]);
