import { CapstanError, messageOf } from '../errors/index.ts';
import type { Chart, Values, Warn } from './chart.ts';
import { type Complaint, complain, remoteReferences, type SchemaDocuments } from './schema/index.ts';
import { isTable } from './table.ts';

export interface ValidationOptions {
  /** What `fetchSchemas` found. */
  readonly documents?: SchemaDocuments | undefined;
  readonly warn?: Warn | undefined;
}

/**
 * Holds coalesced values against values.schema.json of the chart and of its subcharts. `valuesName` is what messages put in
 * front of every path: `spec` where the values are those of a resource, whose messages are kept. They leave out values
 * whose name speaks of a secret.
 * @throws CapstanError VALUES_INVALID with Helm's words, a line for each value that does not fit; CHART_INVALID when it is a
 * schema that is broken.
 */
export function validateValues(
  chart: Chart,
  values: Values,
  valuesName?: string,
  options: ValidationOptions = {},
): void {
  const complaints = collect(chart, values, options, valuesName === undefined ? [] : [valuesName]);
  if (complaints.length === 0) return;
  const isSchemaBroken = complaints.some(({ about }) => about === 'schema');
  throw new CapstanError(
    isSchemaBroken ? 'CHART_INVALID' : 'VALUES_INVALID',
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${complaints.map(({ text }) => text).join('')}`,
    { hint: `the allowed values stand in values.schema.json of the chart` },
  );
}

function collect(chart: Chart, values: Values, options: ValidationOptions, path: readonly string[]): Complaint[] {
  const own = complaintOf(chart, values, options, path);
  const below = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    const scoped = Object.hasOwn(values, name) ? values[name] : undefined;
    return isTable(scoped) ? collect(subchart, scoped, options, path.length === 0 ? [] : [...path, name]) : [];
  });
  return [...own, ...below];
}

function complaintOf(chart: Chart, values: Values, options: ValidationOptions, prefix: readonly string[]): Complaint[] {
  if (chart.schema === undefined) return [];
  const complaint = complain(values, chart.schema, { ...options, prefix, hidesSecrets: prefix.length > 0 });
  if (!complaint) return [];
  const text =
    prefix.length > 0 ? complaint.text.replace(place, (_, pointer) => `- at '${dotted(pointer)}'`) : complaint.text;
  return [{ ...complaint, text: `${chart.metadata.name}:\n${text}` }];
}

const place = /- at '(\/[^']*)'/g;

/** `/spec/workflows/0/id` → `spec.workflows[0].id`: how a resource's author names a value. */
function dotted(pointer: string): string {
  const names = pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.map((name, i) => (/^\d+$/.test(name) ? `[${name}]` : i === 0 ? name : `.${name}`)).join('');
}

/** What a schema may not cost: schemas that name others that name others. */
const maxDocuments = 200;

/**
 * The schemas that those of a chart and its subcharts refer to with http or https, as Helm gets them; empty for nearly all
 * charts. What cannot be had is an error once a value is held against it.
 * @param fetch gives the text behind a URL
 */
export async function fetchSchemas(
  chart: Chart,
  fetch: (url: string, signal?: AbortSignal) => Promise<string>,
  signal?: AbortSignal,
): Promise<SchemaDocuments> {
  const documents = new Map<string, string | Error>();
  const open = schemasOf(chart).flatMap((text) => remoteReferences(text));
  for (let url = open.pop(); url !== undefined && documents.size < maxDocuments; url = open.pop()) {
    if (documents.has(url)) continue;
    signal?.throwIfAborted();
    const found = await fetch(url, signal).catch((error: unknown) => new Error(messageOf(error)));
    documents.set(url, found);
    if (typeof found === 'string') open.push(...remoteReferences(found, url));
  }
  return documents;
}

function schemasOf(chart: Chart): string[] {
  return [...(chart.schema === undefined ? [] : [chart.schema]), ...chart.dependencies.flatMap(schemasOf)];
}
