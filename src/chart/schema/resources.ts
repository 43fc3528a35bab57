import { type Dialect, type Draft, draft2020, draftOf, idOf, type SubschemaPlace } from './drafts.ts';
import { isObject, type JsonObject } from './json.ts';
import { decodeFragment, escapeToken, resolveUrl, splitUrl, unescapeToken } from './pointer.ts';

/** A schema that cannot be compiled, in the library's words. */
export class SchemaProblem extends Error {}

/** A schema with an id of its own, or the root of a document. */
export interface Resource {
  /** Where it stands in its document. */
  readonly pointer: string;
  readonly id: string;
  dialect: Dialect;
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: string[];
}

/** A document that holds schemas, and where they are. */
export class Root {
  readonly url: string;
  readonly document: unknown;
  readonly resources = new Map<string, Resource>();
  readonly processed = new Set<string>();

  constructor(url: string, document: unknown) {
    this.url = url;
    this.document = document;
  }

  /** The resource that the schema at a pointer belongs to. */
  resourceOf(pointer: string): Resource {
    for (let at = this.resources.size > 1 ? pointer : ''; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const found = this.resources.get(at);
      if (found) return found;
    }
    return this.resources.get('')!;
  }

  withId(id: string): Resource | undefined {
    for (const resource of this.resources.values()) if (resource.id === id) return resource;
    return undefined;
  }

  /** @throws SchemaProblem */
  pointerOf(fragment: string, resource: Resource = this.resources.get('')!): string {
    if (fragment === '' || fragment.startsWith('/')) return resource.pointer + fragment;
    const pointer = resource.anchors.get(fragment);
    if (pointer !== undefined) return pointer;
    throw new SchemaProblem(`anchor in ${q(`${resource.id}#${fragment}`)} not found in schema ${q(this.url)}`);
  }

  /** @throws SchemaProblem */
  lookUp(pointer: string): unknown {
    let value = this.document;
    for (const token of pointer.split('/').slice(1)) {
      const key = unescapeToken(token);
      if (key === undefined) throw new SchemaProblem(`invalid json-pointer ${q(`${this.url}#${pointer}`)}`);
      if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
      else if (Array.isArray(value) && /^[-+]?[0-9]+$/.test(key) && Number(key) >= 0 && Number(key) < value.length) {
        value = value[Number(key)];
      } else throw new SchemaProblem(`json-pointer in ${q(`${this.url}#${pointer}`)} not found`);
    }
    return value;
  }
}

/** Gives a document by its URL. @throws SchemaProblem */
export type LoadDocument = (url: string) => unknown;

/** Finds the resources and anchors in a document, from a schema down. */
export class Collector {
  private readonly root: Root;
  private readonly load: LoadDocument;

  constructor(root: Root, load: LoadDocument) {
    this.root = root;
    this.load = load;
  }

  /** @throws SchemaProblem */
  collect(schema: unknown, base: string, pointer: string, fallback: Dialect): void {
    if (this.root.processed.has(pointer)) return;
    if (isObject(schema)) this.collectObject(schema, base, pointer, fallback);
    else if (pointer === '') this.addResource(pointer, base, fallback);
    this.root.processed.add(pointer);
  }

  private collectObject(schema: JsonObject, outerBase: string, pointer: string, fallback: Dialect): void {
    let hasSchema = typeof own(schema, '$schema') === 'string';
    let draft = this.draftOf(this.root.url, pointer, schema, fallback.draft);
    let id = idOf(draft, schema);
    if (id === '' && pointer !== '') {
      draft = fallback.draft;
      hasSchema = false;
      id = idOf(draft, schema);
    }
    const base = id === '' ? outerBase : resolveUrl(outerBase, id);
    if (id !== '' || pointer === '') {
      const known = this.root.withId(base);
      if (known && known.pointer !== pointer) {
        throw new SchemaProblem(
          `duplicate id ${q(base)} in ${q(this.root.url)} at ${q(pointer)} and ${q(known.pointer)}`,
        );
      }
      if (!known) {
        const dialect = hasSchema ? { draft, vocabularies: this.vocabulariesOf(schema, draft) } : fallback;
        this.addResource(pointer, base, dialect);
      }
    }
    const resource = this.root.withId(base)!;
    this.collectAnchors(schema, pointer, resource);
    for (const keyword of Object.keys(schema)) {
      const place = draft.subschemas.get(keyword);
      if (place) this.collectBelow(schema[keyword], place, base, `${pointer}/${keyword}`, resource.dialect);
    }
  }

  private collectBelow(value: unknown, place: SubschemaPlace, base: string, pointer: string, dialect: Dialect): void {
    if (place === 'value' || place === 'valueAndItems') this.collect(value, base, pointer, dialect);
    if (place === 'entries') {
      if (!isObject(value)) return;
      for (const key of Object.keys(value)) this.collect(value[key], base, `${pointer}/${escapeToken(key)}`, dialect);
    } else if (place !== 'value' && Array.isArray(value)) {
      for (const [i, item] of value.entries()) this.collect(item, base, `${pointer}/${i}`, dialect);
    }
  }

  /** Anchors of a schema that no keyword of its draft leads to. @throws SchemaProblem */
  collectAnchors(schema: unknown, pointer: string, resource: Resource): void {
    if (!isObject(schema)) return;
    const { version, id } = resource.dialect.draft;
    if (version < 2019) {
      if (Object.hasOwn(schema, '$ref')) return;
      const name = own(schema, id);
      const fragment = typeof name === 'string' ? decodeFragment(splitUrl(name)[1]) : '';
      if (fragment === undefined)
        throw new SchemaProblem(`error in parsing anchor at ${q(`${this.root.url}#${pointer}`)}`);
      if (fragment !== '' && !fragment.startsWith('/')) this.addAnchor(resource, fragment, pointer);
      return;
    }
    const anchor = own(schema, '$anchor');
    if (typeof anchor === 'string') this.addAnchor(resource, anchor, pointer);
    const dynamic = own(schema, '$dynamicAnchor');
    if (version < 2020 || typeof dynamic !== 'string') return;
    this.addAnchor(resource, dynamic, pointer);
    resource.dynamicAnchors.push(dynamic);
  }

  private addAnchor({ anchors }: Resource, name: string, pointer: string): void {
    const known = anchors.get(name);
    if (known !== undefined && known !== pointer) {
      throw new SchemaProblem(`duplicate anchor ${q(name)} in ${q(this.root.url)} at ${q(known)} and ${q(pointer)}`);
    }
    anchors.set(name, pointer);
  }

  private addResource(pointer: string, id: string, dialect: Dialect): void {
    this.root.resources.set(pointer, { pointer, id, dialect, anchors: new Map(), dynamicAnchors: [] });
  }

  /** By `$schema`, through the metaschemas that somebody wrote. */
  private draftOf(url: string, pointer: string, schema: unknown, fallback: Draft, seen?: Set<string>): Draft {
    const name = isObject(schema) ? own(schema, '$schema') : undefined;
    if (typeof name !== 'string') return fallback;
    const known = draftOf(name);
    if (known) return known;
    const [metaUrl] = splitUrl(name);
    if (pointer === '' && metaUrl === url) throw new SchemaProblem(`draft ${q(metaUrl)} is not supported`);
    if (seen?.has(metaUrl)) throw new SchemaProblem(`cycle in resolving $schema in ${q(metaUrl)}`);
    return this.draftOf(metaUrl, '', this.load(metaUrl), fallback, new Set([...(seen ?? []), metaUrl]));
  }

  private vocabulariesOf(schema: JsonObject, draft: Draft): readonly string[] | undefined {
    const name = own(schema, '$schema');
    if (typeof name !== 'string' || draftOf(name) || draft.version < 2019) return undefined;
    const [metaUrl] = splitUrl(name);
    const meta = this.load(metaUrl);
    const chosen = isObject(meta) ? own(meta, '$vocabulary') : undefined;
    if (!isObject(chosen)) return undefined;
    const names = new Set(['core']);
    for (const [vocabulary, isRequired] of Object.entries(chosen)) {
      if (isRequired !== true) continue;
      const short = vocabulary.startsWith(draft.vocabularyPrefix) && vocabulary.slice(draft.vocabularyPrefix.length);
      if (!short || !draft.vocabularies.includes(short)) {
        throw new SchemaProblem(`unsupported vocabulary ${q(vocabulary)} in ${q(metaUrl)}`);
      }
      names.add(short);
    }
    return [...names];
  }
}

export const defaultDialect: Dialect = { draft: draft2020, vocabularies: undefined };

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function q(text: string): string {
  return JSON.stringify(text);
}
