import type { JsonObject } from './json.ts';
import { splitUrl } from './pointer.ts';

/** A version of the JSON Schema standard. */
export interface Draft {
  readonly version: 4 | 6 | 7 | 2019 | 2020;
  readonly url: string;
  /** The keyword that names a schema. */
  readonly id: 'id' | '$id';
  /** Where schemas stand inside a schema, by keyword. */
  readonly subschemas: ReadonlyMap<string, SubschemaPlace>;
  readonly vocabularyPrefix: string;
  readonly vocabularies: readonly string[];
  readonly defaultVocabularies: readonly string[];
}

/** The keyword's value itself, each value of its object, each item of its list, or the value and each item. */
export type SubschemaPlace = 'value' | 'entries' | 'items' | 'valueAndItems';

const inDraft4: readonly (readonly [string, SubschemaPlace])[] = [
  ['definitions', 'entries'],
  ['not', 'value'],
  ['allOf', 'items'],
  ['anyOf', 'items'],
  ['oneOf', 'items'],
  ['properties', 'entries'],
  ['additionalProperties', 'value'],
  ['patternProperties', 'entries'],
  ['items', 'valueAndItems'],
  ['additionalItems', 'value'],
  ['dependencies', 'entries'],
];
const inDraft6 = [...inDraft4, ...values('propertyNames', 'contains')];
const inDraft7 = [...inDraft6, ...values('if', 'then', 'else')];
const inDraft2019: typeof inDraft4 = [
  ...inDraft7,
  ['$defs', 'entries'],
  ['dependentSchemas', 'entries'],
  ...values('unevaluatedProperties', 'unevaluatedItems', 'contentSchema'),
];

function values(...keywords: readonly string[]): (readonly [string, SubschemaPlace])[] {
  return keywords.map((keyword) => [keyword, 'value']);
}

const without = { vocabularyPrefix: '', vocabularies: [], defaultVocabularies: [] };

export const draft2020: Draft = {
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  id: '$id',
  subschemas: new Map([...inDraft2019, ['prefixItems', 'items']]),
  vocabularyPrefix: 'https://json-schema.org/draft/2020-12/vocab/',
  vocabularies: [
    'core',
    'applicator',
    'unevaluated',
    'validation',
    'meta-data',
    'format-annotation',
    'format-assertion',
    'content',
  ],
  defaultVocabularies: ['core', 'applicator', 'unevaluated', 'validation'],
};

const draft2019: Draft = {
  version: 2019,
  url: 'https://json-schema.org/draft/2019-09/schema',
  id: '$id',
  subschemas: new Map(inDraft2019),
  vocabularyPrefix: 'https://json-schema.org/draft/2019-09/vocab/',
  vocabularies: ['core', 'applicator', 'validation', 'meta-data', 'format', 'content'],
  defaultVocabularies: ['core', 'applicator', 'validation'],
};

const drafts: readonly Draft[] = [
  draft2020,
  draft2019,
  { version: 7, url: 'http://json-schema.org/draft-07/schema', id: '$id', subschemas: new Map(inDraft7), ...without },
  { version: 6, url: 'http://json-schema.org/draft-06/schema', id: '$id', subschemas: new Map(inDraft6), ...without },
  { version: 4, url: 'http://json-schema.org/draft-04/schema', id: 'id', subschemas: new Map(inDraft4), ...without },
];

/** By `$schema`, with http or https alike; undefined for one that is not known. */
export function draftOf(url: string): Draft | undefined {
  const [bare, fragment] = splitUrl(url);
  if (fragment !== '') return undefined;
  const name = bare.replace(/^https?:\/\//, '');
  if (name === 'json-schema.org/schema') return draft2020;
  return drafts.find((draft) => draft.url.replace(/^https?:\/\//, '') === name);
}

/** The name a schema gives itself, without a fragment; '' when it gives none. */
export function idOf({ version, id }: Draft, schema: JsonObject): string {
  // up to draft-07 nothing counts beside a $ref
  if (version < 2019 && Object.hasOwn(schema, '$ref')) return '';
  const value = Object.hasOwn(schema, id) ? schema[id] : undefined;
  return typeof value === 'string' ? splitUrl(value)[0] : '';
}

/** A draft, with the vocabularies that a metaschema of somebody's own chooses. */
export interface Dialect {
  readonly draft: Draft;
  /** Undefined: the draft's default. */
  readonly vocabularies: readonly string[] | undefined;
}

export function hasVocabulary({ draft, vocabularies }: Dialect, name: string): boolean {
  if (name === 'core' || draft.version < 2019) return true;
  return (vocabularies ?? draft.defaultVocabularies).includes(name);
}
