import { isCapstanError, messageOf } from '../../errors/index.ts';
import { readGoJson } from '../../yaml/index.ts';
import type { Values, Warn } from '../chart.ts';
import { Compiler } from './compiler.ts';
import { type FailureFormat, formatFailures } from './failure.ts';
import { parseJson } from './json.ts';
import { SchemaProblem } from './resources.ts';
import type { Schema } from './schema.ts';
import { validate } from './validator.ts';

/** Schemas that lie elsewhere, by their URL: their texts, or why they cannot be had. */
export type SchemaDocuments = ReadonlyMap<string, string | Error>;

export interface SchemaOptions extends Partial<FailureFormat> {
  readonly documents?: SchemaDocuments | undefined;
  readonly warn?: Warn | undefined;
}

/** What is wrong, in Helm's words; those about values end with a line break, as Helm's do. */
export interface Complaint {
  readonly about: 'values' | 'schema';
  readonly text: string;
}

const url = 'file:///values.schema.json';
const maxCompiled = 100;
const compiled = new Map<string, Schema>();

/** Why values do not fit the text of a schema, or why the text is no schema; undefined when they fit. */
export function complain(values: Values, text: string, options: SchemaOptions = {}): Complaint | undefined {
  const { prefix = [], hidesSecrets = false } = options;
  try {
    const failures = validate(compile(text, options), values);
    if (failures.length === 0) return undefined;
    return { about: 'values', text: `${formatFailures(failures, { prefix, hidesSecrets })}\n` };
  } catch (error) {
    if (error instanceof SchemaProblem) return { about: 'schema', text: error.message };
    if (error instanceof RangeError)
      return { about: 'schema', text: 'unable to validate schema: it is nested too deep' };
    throw error;
  }
}

/** The same as one text. */
export function checkSchema(values: Values, text: string, options?: SchemaOptions): string | undefined {
  return complain(values, text, options)?.text;
}

function compile(text: string, options: SchemaOptions): Schema {
  let schema = options.documents ? undefined : compiled.get(text);
  if (!schema) {
    const compiler = new Compiler((reference) => load(reference, options));
    compiler.addDocument(url, parse(text));
    schema = compiler.compile(url);
    if (compiled.size >= maxCompiled) compiled.delete(compiled.keys().next().value!);
    if (!options.documents) compiled.set(text, schema);
  }
  return schema;
}

/** Go's words for a text that is no JSON, from a decoder that reads one value and looks for more. */
function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    if (text.trim() === '') throw new SchemaProblem('EOF');
    const message = jsonProblem(text);
    if (message === 'unexpected end of JSON input') throw new SchemaProblem('unexpected EOF');
    throw new SchemaProblem(
      message.endsWith('after top-level value') ? 'invalid character after top-level value' : message,
    );
  }
}

function jsonProblem(text: string): string {
  try {
    readGoJson(text);
    return 'invalid JSON';
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    return messageOf(error);
  }
}

/** A schema that another refers to. Files are not read: a chart has nothing to look for outside of itself. */
function load(reference: string, { documents, warn }: SchemaOptions): unknown {
  const fail = (why: string) => new SchemaProblem(`failing loading ${JSON.stringify(reference)}: ${why}`);
  const document = documents?.get(reference);
  if (document instanceof Error) throw fail(document.message);
  if (document !== undefined) return parse(document);
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(reference)?.[1] ?? '';
  if (scheme === 'urn') {
    warn?.(`jsonschema.go:192: WARNING: unresolved URN reference ignored; using permissive schema: ${reference}`);
    return true;
  }
  if (scheme === 'file') {
    throw fail(`open ${decodeURIComponent(reference.replace(/^file:\/\/[^/]*/, ''))}: no such file or directory`);
  }
  if (scheme === 'http' || scheme === 'https')
    throw fail(`HTTP request failed for ${reference}: schemas are not fetched here`);
  throw fail(`no URLLoader registered for ${JSON.stringify(reference)}`);
}
