import { type Dialect, draft2020 } from './drafts.ts';
import { formatFailures, quoted } from './failure.ts';
import { isObject, parseJson } from './json.ts';
import { compileKeywords } from './keywords.ts';
import { metaschemas } from './metaschemas.ts';
import { isPlainlyValid } from './plainly-valid.ts';
import { encodeFragment, splitUrl } from './pointer.ts';
import { Collector, defaultDialect, Root, SchemaProblem } from './resources.ts';
import type { Schema } from './schema.ts';
import { type MetaRun, validate } from './validator.ts';

/** Gives a schema that lies elsewhere by its URL. @throws SchemaProblem */
export type LoadSchema = (url: string) => unknown;

/** Compiles the schemas of documents, and all that they refer to. */
export class Compiler {
  private readonly roots = new Map<string, Root>();
  private readonly documents = new Map<string, unknown>();
  private readonly schemas = new Map<string, Schema>();
  private readonly loadSchema: LoadSchema;
  private readonly assertsFormats: boolean;
  private queue: { readonly schema: Schema; readonly value: unknown }[] = [];

  constructor(loadSchema: LoadSchema, assertsFormats = false) {
    this.loadSchema = loadSchema;
    this.assertsFormats = assertsFormats;
  }

  addDocument(url: string, document: unknown): void {
    this.documents.set(url, document);
  }

  /** @throws SchemaProblem, BadExpression */
  compile(url: string): Schema {
    const schema = this.at(url, this.rootOf(url).pointerOf(''));
    // grows while it is worked on
    for (const { schema, value } of this.queue) this.compileSchema(schema, value);
    this.queue = [];
    return schema;
  }

  /** The schema at a place, compiled sooner or later; `value` is what stands there, if that is known. */
  at(url: string, pointer: string, value?: unknown): Schema {
    const key = `${url}#${pointer}`;
    let schema = this.schemas.get(key);
    if (!schema) {
      schema = newSchema(url, pointer);
      this.schemas.set(key, schema);
      this.queue.push({ schema, value });
    }
    return schema;
  }

  /** The schema in another document that a URL means. @throws SchemaProblem */
  atUrl(url: string, fragment: string): Schema {
    return this.at(url, this.rootOf(url).pointerOf(fragment));
  }

  private compileSchema(schema: Schema, known: unknown): void {
    const { url, pointer } = schema;
    const root = this.ensure(url, pointer);
    const value = known ?? root.lookUp(pointer);
    const resource = root.resourceOf(pointer);
    schema.version = resource.dialect.draft.version;
    schema.resource = this.at(url, resource.pointer);
    if (schema.version >= 2020 && schema === schema.resource) {
      for (const anchor of resource.dynamicAnchors) {
        schema.dynamicAnchors ??= new Map();
        schema.dynamicAnchors.set(anchor, this.at(url, resource.anchors.get(anchor)!));
      }
    }
    if (typeof value === 'boolean') schema.bool = value;
    else if (isObject(value)) {
      if (Object.keys(value).length === 0) schema.bool = true;
      else compileKeywords(schema, value, { compiler: this, root, resource, assertsFormats: this.assertsFormats });
    }
    schema.allPropertiesEvaluated = schema.additionalProperties !== undefined;
    schema.allItemsEvaluated =
      schema.additionalItems !== undefined || (schema.items !== undefined && !Array.isArray(schema.items));
    schema.evaluatedItems = (schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : [])).length;
  }

  private rootOf(url: string): Root {
    let root = this.roots.get(url);
    if (!root) {
      root = this.addRoot(url, this.documentOf(url));
      this.roots.set(url, root);
    }
    return root;
  }

  private addRoot(url: string, document: unknown): Root {
    const root = new Root(url, document);
    new Collector(root, (url) => this.documentOf(url)).collect(document, url, '', defaultDialect);
    if (!/^https?:\/\/json-schema\.org\//.test(url)) this.checkSchema(root, document, '');
    return root;
  }

  /** A schema where no keyword leads to is looked at when a reference does. */
  private ensure(url: string, pointer: string): Root {
    const root = this.rootOf(url);
    if (root.processed.has(pointer)) return root;
    const value = root.lookUp(pointer);
    const base = root.resourceOf(pointer);
    const collector = new Collector(root, (url) => this.documentOf(url));
    collector.collect(value, base.id, pointer, base.dialect);
    if (!root.resources.has(pointer)) collector.collectAnchors(value, pointer, root.resourceOf(pointer));
    this.checkSchema(root, value, pointer);
    return root;
  }

  private checkSchema(root: Root, value: unknown, pointer: string): void {
    const { dialect } = root.resourceOf(pointer);
    const isOfOneDialect = root.resources.size === 1 && dialect.vocabularies === undefined;
    if (isOfOneDialect && isPlainlyValid(value, dialect.draft.version)) return;
    const meta = metaschemaOf(dialect);
    const run: MetaRun = { meta, resources: root.resources, metaschemaOf };
    const failures = validate(meta, value, run);
    if (failures.length === 0) return;
    const location = `${root.url}#${encodeFragment(pointer)}`;
    throw new SchemaProblem(
      `${JSON.stringify(location)} is not valid against metaschema: jsonschema validation failed with ${quoted(meta.location)}\n${formatFailures(failures)}`,
    );
  }

  private documentOf(url: string): unknown {
    if (!this.documents.has(url)) this.documents.set(url, metaDocument(url) ?? this.loadSchema(url));
    return this.documents.get(url);
  }
}

function newSchema(url: string, pointer: string): Schema {
  const schema = {
    url,
    pointer,
    get location() {
      return `${url}#${encodeFragment(pointer)}`;
    },
    version: draft2020.version,
    dynamicAnchors: undefined,
    allPropertiesEvaluated: false,
    allItemsEvaluated: false,
    evaluatedItems: 0,
  } as Omit<Schema, 'resource'> as Schema;
  schema.resource = schema;
  return schema;
}

function metaDocument(url: string): unknown {
  if (!/^https?:\/\/json-schema\.org\//.test(url)) return undefined;
  const name = url.replace(/^https?:/, '');
  const latest = name === '//json-schema.org/schema' ? draft2020.url : undefined;
  const text = latest ? metaschemas[latest] : (metaschemas[`http:${name}`] ?? metaschemas[`https:${name}`]);
  return text === undefined ? undefined : parseJson(text);
}

let metaCompiler: Compiler | undefined;
const compiledMeta = new Map<string, Schema>();

/** What the schemas of a dialect have to fit. */
function metaschemaOf({ draft, vocabularies }: Dialect): Schema {
  const key = `${draft.version}:${vocabularies?.join() ?? ''}`;
  let meta = compiledMeta.get(key);
  if (!meta) {
    metaCompiler ??= new Compiler((url) => {
      throw new SchemaProblem(`failing loading ${JSON.stringify(url)}`);
    }, true);
    meta = vocabularies ? metaOfVocabularies(metaCompiler, { draft, vocabularies }) : metaCompiler.compile(draft.url);
    compiledMeta.set(key, meta);
  }
  return meta;
}

function metaOfVocabularies(compiler: Compiler, { draft, vocabularies = [] }: Dialect): Schema {
  const folder = splitUrl(draft.url)[0].replace(/schema$/, 'meta/');
  const location = 'urn:mem:metaschema';
  const meta: Schema = { ...newSchema(location, ''), location };
  meta.resource = meta;
  meta.version = draft.version;
  meta.allOf = vocabularies.map((name) => compiler.compile(`${folder}${name}`));
  if (draft.version >= 2020) {
    meta.dynamicAnchor = 'meta';
    meta.dynamicAnchors = new Map([['meta', meta]]);
  }
  return meta;
}
