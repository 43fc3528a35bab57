import type { Compiler } from './compiler.ts';
import type { Decimal } from './decimal.ts';
import { hasVocabulary } from './drafts.ts';
import { formatCheck } from './formats.ts';
import { decimalOf, isObject, type JsonObject, type JsonType } from './json.ts';
import { BadExpression, compilePattern } from './pattern.ts';
import { decodeFragment, encodeFragment, escapeToken, resolveUrl, splitUrl } from './pointer.ts';
import { type Resource, type Root, SchemaProblem } from './resources.ts';
import type { Pattern, Schema } from './schema.ts';

export interface KeywordContext {
  readonly compiler: Compiler;
  readonly root: Root;
  readonly resource: Resource;
  /** Whether formats are checked in drafts that take them for a remark. */
  readonly assertsFormats: boolean;
}

/** Reads the keywords of a schema object that its draft has. @throws SchemaProblem */
export function compileKeywords(schema: Schema, object: JsonObject, context: KeywordContext): void {
  new Keywords(schema, object, context).read();
}

class Keywords {
  private readonly schema: Schema;
  private readonly object: JsonObject;
  private readonly context: KeywordContext;

  constructor(schema: Schema, object: JsonObject, context: KeywordContext) {
    this.schema = schema;
    this.object = object;
    this.context = context;
  }

  read(): void {
    const { schema } = this;
    const { version } = schema;
    set(schema, 'ref', this.reference('$ref'));
    // up to draft-07 nothing counts beside a $ref; what came after draft-04 is read all the same, in the library as here
    if (version >= 2019 || !schema.ref) {
      if (this.has('applicator')) this.readApplicators();
      if (this.has('validation')) this.readValidation();
      this.readFormat();
    }
    if (version >= 6) this.readDraft6();
    if (version >= 7 && this.has('applicator')) this.readCondition();
    if (version >= 2019) this.readLater();
  }

  private readDraft6(): void {
    const { schema } = this;
    if (this.has('applicator')) {
      set(schema, 'contains', this.subschema('contains'));
      set(schema, 'propertyNames', this.subschema('propertyNames'));
    }
    if (this.has('validation') && Object.hasOwn(this.object, 'const')) schema.const = { value: this.get('const') };
  }

  private readApplicators(): void {
    const { schema } = this;
    const { version } = schema;
    set(schema, 'allOf', this.schemas('allOf'));
    set(schema, 'anyOf', this.schemas('anyOf'));
    set(schema, 'oneOf', this.schemas('oneOf'));
    set(schema, 'not', this.subschema('not'));
    if (version < 2020) this.readOldItems();
    else {
      set(schema, 'prefixItems', this.schemas('prefixItems'));
      set(schema, 'items', this.subschema('items'));
    }
    set(schema, 'properties', this.schemaMap('properties'));
    const patterns = this.schemaMap('patternProperties');
    if (patterns) {
      schema.patternProperties = [...patterns].map(([text, schema]) => ({
        pattern: this.pattern(text, 'patternProperties'),
        schema,
      }));
    }
    set(schema, 'additionalProperties', this.flagOrSchema('additionalProperties'));
    this.readDependencies();
    if (version >= 2019) set(schema, 'dependentSchemas', this.schemaMap('dependentSchemas'));
  }

  private readOldItems(): void {
    const { schema } = this;
    if (!Array.isArray(this.get('items'))) {
      set(schema, 'items', this.subschema('items'));
      return;
    }
    set(schema, 'items', this.schemas('items'));
    set(schema, 'additionalItems', this.flagOrSchema('additionalItems'));
  }

  private readDependencies(): void {
    const dependencies = this.get('dependencies');
    if (!isObject(dependencies)) return;
    this.schema.dependencies = new Map(
      Object.entries(dependencies).map(([name, value]) => [
        name,
        Array.isArray(value) ? texts(value) : this.below(value, 'dependencies', name),
      ]),
    );
  }

  private readCondition(): void {
    const { schema } = this;
    set(schema, 'if', this.subschema('if'));
    if (!schema.if) return;
    const flag = this.get('if');
    if (flag !== false) set(schema, 'then', this.subschema('then'));
    if (flag !== true) set(schema, 'else', this.subschema('else'));
  }

  private readValidation(): void {
    const { schema } = this;
    const types = typesOf(this.get('type'));
    if (types.size > 0) schema.types = types;
    set(schema, 'enum', this.list('enum'));
    set(schema, 'multipleOf', this.number('multipleOf'));
    this.readLimit('maximum', 'exclusiveMaximum');
    this.readLimit('minimum', 'exclusiveMinimum');
    for (const name of ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const) {
      set(schema, name, this.integer(name));
    }
    const pattern = this.get('pattern');
    if (typeof pattern === 'string') schema.pattern = this.pattern(pattern, 'pattern');
    schema.uniqueItems = this.get('uniqueItems') === true;
    const required = this.list('required');
    if (required) schema.required = texts(required);
  }

  /** Draft-04 has the exclusive one as a flag beside the other. */
  private readLimit(name: 'maximum' | 'minimum', exclusive: 'exclusiveMaximum' | 'exclusiveMinimum'): void {
    const { schema } = this;
    const limit = this.number(name);
    if (this.get(exclusive) === true) {
      set(schema, exclusive, limit);
      return;
    }
    set(schema, name, limit);
    set(schema, exclusive, this.number(exclusive));
  }

  private readFormat(): void {
    const { version } = this.schema;
    const isChecked =
      this.context.assertsFormats || version < 2019 || this.has(version === 2019 ? 'format' : 'format-assertion');
    const name = this.get('format');
    const check = isChecked && typeof name === 'string' ? formatCheck(name) : undefined;
    if (check) this.schema.format = { name: name as string, check };
  }

  /** What draft 2019-09 and those behind it brought. */
  private readLater(): void {
    const { schema } = this;
    set(schema, 'recursiveRef', this.reference('$recursiveRef'));
    schema.recursiveAnchor = this.get('$recursiveAnchor') === true;
    if (this.has('validation')) {
      if (schema.contains) {
        set(schema, 'minContains', this.integer('minContains'));
        set(schema, 'maxContains', this.integer('maxContains'));
      }
      const required = this.get('dependentRequired');
      if (isObject(required)) {
        const lists = Object.entries(required).filter(([, list]) => Array.isArray(list));
        schema.dependentRequired = new Map(lists.map(([name, list]) => [name, texts(list as unknown[])]));
      }
    }
    if (this.has(schema.version === 2019 ? 'applicator' : 'unevaluated')) {
      set(schema, 'unevaluatedItems', this.subschema('unevaluatedItems'));
      set(schema, 'unevaluatedProperties', this.subschema('unevaluatedProperties'));
    }
    if (schema.version < 2020) return;
    const target = this.reference('$dynamicRef');
    if (target) {
      const fragment = decodeFragment(splitUrl(this.get('$dynamicRef') as string)[1]) ?? '';
      schema.dynamicRef = { schema: target, anchor: fragment.startsWith('/') ? '' : fragment };
    }
    const anchor = this.get('$dynamicAnchor');
    schema.dynamicAnchor = typeof anchor === 'string' ? anchor : '';
  }

  private has(vocabulary: string): boolean {
    return hasVocabulary(this.context.resource.dialect, vocabulary);
  }

  private get(name: string): unknown {
    return Object.hasOwn(this.object, name) ? this.object[name] : undefined;
  }

  private list(name: string): readonly unknown[] | undefined {
    const value = this.get(name);
    return Array.isArray(value) ? value : undefined;
  }

  private number(name: string): Decimal | undefined {
    return decimalOf(this.get(name));
  }

  private integer(name: string): number | undefined {
    const value = this.get(name);
    if (Number.isSafeInteger(value)) return value as number;
    const number = decimalOf(value);
    return number?.isInteger() ? number.toNumber() : undefined;
  }

  private pattern(text: string, keyword: string): Pattern {
    try {
      return compilePattern(text);
    } catch (error) {
      if (!(error instanceof BadExpression)) throw error;
      const place = `${this.schema.url}#${encodeFragment(`${this.schema.pointer}/${keyword}`)}`;
      throw new SchemaProblem(`invalid regex ${JSON.stringify(text)} at ${JSON.stringify(place)}: ${error.message}`);
    }
  }

  private below(value: unknown, keyword: string, token?: string): Schema {
    const { url, pointer } = this.schema;
    const end = token === undefined ? '' : `/${escapeToken(token)}`;
    return this.context.compiler.at(url, `${pointer}/${keyword}${end}`, value);
  }

  private subschema(name: string): Schema | undefined {
    return Object.hasOwn(this.object, name) ? this.below(this.object[name], name) : undefined;
  }

  private flagOrSchema(name: string): Schema | boolean | undefined {
    const value = this.get(name);
    return typeof value === 'boolean' ? value : this.subschema(name);
  }

  private schemas(name: string): readonly Schema[] | undefined {
    return this.list(name)?.map((item, i) => this.below(item, name, String(i)));
  }

  private schemaMap(name: string): ReadonlyMap<string, Schema> | undefined {
    const value = this.get(name);
    return isObject(value)
      ? new Map(Object.keys(value).map((key) => [key, this.below(value[key], name, key)]))
      : undefined;
  }

  private reference(name: string): Schema | undefined {
    const value = this.get(name);
    if (typeof value !== 'string') return undefined;
    const { compiler, root, resource } = this.context;
    const [reference, encoded] = splitUrl(value);
    const fragment = decodeFragment(encoded);
    if (fragment === undefined)
      throw new SchemaProblem(`error in parsing ${JSON.stringify(value)}: invalid URL escape`);
    const url = resolveUrl(resource.id, reference);
    const local = url === root.url ? root.resources.get('') : root.withId(url);
    return local ? compiler.at(root.url, root.pointerOf(fragment, local)) : compiler.atUrl(url, fragment);
  }
}

/** Leaves the keyword out where there is nothing to set. */
function set<K extends keyof Schema>(schema: Schema, name: K, value: Schema[K] | undefined): void {
  if (value !== undefined) schema[name] = value;
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string');
}

const typeNames: readonly string[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

/** In the library's order, in which messages list them. */
function typesOf(value: unknown): ReadonlySet<JsonType> {
  const named = [value].flat();
  return new Set(typeNames.filter((name) => named.includes(name)) as JsonType[]);
}
