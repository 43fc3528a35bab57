import { freezeDeep, isTable } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import { stringifyYaml } from '../yaml/index.ts';
import type { Manifest, RenderedObject } from './manifest.ts';
import { readRendered } from './rendered-yaml.ts';
import { splitDocuments } from './split.ts';

/**
 * The objects of one rendered file: split into documents as Helm splits it, empty and comment-only ones dropped, lists
 * taken apart into their items.
 * @throws CapstanError MANIFEST_INVALID that names the file and what is wrong or missing.
 */
export function readDocuments(source: string, text: string): Manifest[] {
  return splitDocuments(text).flatMap((document, position) => readDocument(source, document, position));
}

function readDocument(source: string, text: string, position: number): Manifest[] {
  const object = parse(source, text);
  if (object === undefined) return [];
  if (!isTable(object)) throw invalid(source, text, 'is not an object but a text or a list');
  if (isList(object)) {
    return object.items.map((item) => {
      if (!isTable(item)) throw invalid(source, text, `has an item in its ${object.kind} that is no object`);
      return { source, text: stringifyYaml(item), object: check(source, text, item), position };
    });
  }
  return [{ source, text, object: check(source, text, object), position }];
}

/**
 * Documents as parsed, by their text: a steady release renders the same texts again and again, and a hundred releases of
 * one chart share many. What is here is frozen. Dropped oldest first beyond the limit.
 */
const parsed = new Map<string, unknown>();
const maxCharacters = 500_000;
let characters = 0;

function parse(source: string, text: string): unknown {
  const known = parsed.get(text);
  if (known !== undefined) {
    parsed.delete(text);
    parsed.set(text, known);
    return known;
  }
  // the newline that Helm writes behind every document: without it a last `|` block would lose its own
  const object = freezeDeep(readRendered(source, `${text}\n`));
  if (object === null) return undefined;
  parsed.set(text, object);
  characters += text.length;
  for (const oldest of parsed.keys()) {
    if (characters <= maxCharacters) break;
    parsed.delete(oldest);
    characters -= oldest.length;
  }
  return object;
}

type Table = Readonly<Record<string, unknown>>;

/** `v1/List`, and typed lists such as ConfigMapList, which have items and no name. */
function isList(object: Table): object is Table & { kind: string; items: readonly unknown[] } {
  const { kind, items, metadata } = object;
  return (
    typeof kind === 'string' &&
    kind.endsWith('List') &&
    Array.isArray(items) &&
    !(isTable(metadata) && metadata['name'])
  );
}

function check(source: string, text: string, object: Table): RenderedObject {
  const { apiVersion, kind, metadata } = object;
  const name = isTable(metadata) ? metadata['name'] : undefined;
  const called = [kind, name].filter((part) => typeof part === 'string' && part !== '').join(' ') || 'a document';
  if (!isName(apiVersion)) throw invalid(source, text, `has no apiVersion (${called})`);
  if (!isName(kind)) throw invalid(source, text, `has no kind (${called})`);
  if (!isName(name)) throw invalid(source, text, `has no metadata.name (${called})`);
  for (const field of ['annotations', 'labels'] as const) {
    const entries = (metadata as Table)[field];
    if (entries === undefined || entries === null) continue;
    if (!isTable(entries)) throw invalid(source, text, `has metadata.${field} that is no table (${called})`);
    for (const [key, value] of Object.entries(entries)) {
      if (typeof value !== 'string')
        throw invalid(source, text, `has metadata.${field}.${key} that is no text (${called})`);
    }
  }
  return object as unknown as RenderedObject;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function invalid(source: string, text: string, what: string): CapstanError {
  return new CapstanError('MANIFEST_INVALID', `${source} renders to a document that ${what}`, {
    place: { file: `${source} (rendered)`, line: 1, text },
  });
}
