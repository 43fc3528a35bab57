import type { Decimal } from './decimal.ts';
import type { JsonType } from './json.ts';

/** A compiled schema. Only the keywords that its draft has are set. */
export interface Schema {
  readonly url: string;
  readonly pointer: string;
  /** `file:///values.schema.json#/properties/a` */
  readonly location: string;
  version: number;
  /** The schema with the nearest id round it, or the document's root. */
  resource: Schema;
  /** Of a resource: by name. */
  dynamicAnchors: Map<string, Schema> | undefined;
  allPropertiesEvaluated: boolean;
  allItemsEvaluated: boolean;
  evaluatedItems: number;

  bool?: boolean;
  ref?: Schema;
  recursiveRef?: Schema;
  recursiveAnchor?: boolean;
  dynamicRef?: { readonly schema: Schema; readonly anchor: string };
  dynamicAnchor?: string;
  types?: ReadonlySet<JsonType>;
  enum?: readonly unknown[];
  const?: { readonly value: unknown };
  format?: { readonly name: string; readonly check: FormatCheck };
  not?: Schema;
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;

  maxProperties?: number;
  minProperties?: number;
  required?: readonly string[];
  propertyNames?: Schema;
  properties?: ReadonlyMap<string, Schema>;
  patternProperties?: readonly { readonly pattern: Pattern; readonly schema: Schema }[];
  additionalProperties?: Schema | boolean;
  dependencies?: ReadonlyMap<string, Schema | readonly string[]>;
  dependentRequired?: ReadonlyMap<string, readonly string[]>;
  dependentSchemas?: ReadonlyMap<string, Schema>;
  unevaluatedProperties?: Schema;

  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  contains?: Schema;
  minContains?: number;
  maxContains?: number;
  items?: Schema | readonly Schema[];
  additionalItems?: Schema | boolean;
  prefixItems?: readonly Schema[];
  unevaluatedItems?: Schema;

  minLength?: number;
  maxLength?: number;
  pattern?: Pattern;

  maximum?: Decimal;
  minimum?: Decimal;
  exclusiveMaximum?: Decimal;
  exclusiveMinimum?: Decimal;
  multipleOf?: Decimal;
}

/** What is wrong with a value that is not of the format; undefined when nothing is. */
export type FormatCheck = (value: unknown) => string | undefined;

export interface Pattern {
  readonly text: string;
  matches(text: string): boolean;
}
