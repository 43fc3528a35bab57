import type { JsonObject } from './json.ts';
import { splitUrl } from './pointer.ts';

/** A version of the JSON Schema standard. */
export interface Draft {
  readonly version: 4 | 6 | 7 | 2019 | 2020;
  readonly url: string;
  /** The keyword that names a schema. */
  readonly id: 'id' | '$id';
  /** Where schemas stand inside a schema: `*` is any key, `[]` any item. */
  readonly subschemas: readonly string[];
  readonly vocabularyPrefix: string;
  readonly vocabularies: readonly string[];
  readonly defaultVocabularies: readonly string[];
}

const inDraft4 = [
  'definitions/*',
  'not',
  'allOf/[]',
  'anyOf/[]',
  'oneOf/[]',
  'properties/*',
  'additionalProperties',
  'patternProperties/*',
  'items',
  'items/[]',
  'additionalItems',
  'dependencies/*',
];
const inDraft6 = [...inDraft4, 'propertyNames', 'contains'];
const inDraft7 = [...inDraft6, 'if', 'then', 'else'];
const inDraft2019 = [
  ...inDraft7,
  '$defs/*',
  'dependentSchemas/*',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contentSchema',
];

const without = { vocabularyPrefix: '', vocabularies: [], defaultVocabularies: [] };

export const draft2020: Draft = {
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  id: '$id',
  subschemas: [...inDraft2019, 'prefixItems/[]'],
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
  subschemas: inDraft2019,
  vocabularyPrefix: 'https://json-schema.org/draft/2019-09/vocab/',
  vocabularies: ['core', 'applicator', 'validation', 'meta-data', 'format', 'content'],
  defaultVocabularies: ['core', 'applicator', 'validation'],
};

const drafts: readonly Draft[] = [
  draft2020,
  draft2019,
  { version: 7, url: 'http://json-schema.org/draft-07/schema', id: '$id', subschemas: inDraft7, ...without },
  { version: 6, url: 'http://json-schema.org/draft-06/schema', id: '$id', subschemas: inDraft6, ...without },
  { version: 4, url: 'http://json-schema.org/draft-04/schema', id: 'id', subschemas: inDraft4, ...without },
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
