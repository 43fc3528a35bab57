import { isTable } from '../chart/index.ts';
import { parseYamlDocuments, stringifyYaml } from '../yaml/index.ts';

/**
 * A release's manifest with the values of Secrets replaced: whoever may read a custom resource need not be somebody who
 * may read Secrets. Everything else stays to the letter. A Secret is known by its data, not by its text, for Helm's own
 * records hold whatever way of writing YAML a chart chose, and lists.
 */
export function maskSecrets(manifest: string): string {
  return manifest
    .split(separator)
    .map((part) => (part.includes('Secret') ? maskDocument(part) : part))
    .join('');
}

/** Helm's separator of documents, caught so that joining gives the text back. */
const separator = /((?:^|\s*\n)---\s*)/;

function maskDocument(document: string): string {
  const head = /^\s*(?:#.*\n\s*)*/.exec(document)?.[0] ?? '';
  const [object] = parseYamlDocuments(`${document}\n`, { file: 'manifest', duplicates: 'last' });
  const masked = maskObject(object);
  if (masked === object) return document;
  const tail = /\s*$/.exec(document)?.[0] ?? '';
  return `${head}${stringifyYaml(masked)}${tail}`;
}

type Table = Readonly<Record<string, unknown>>;

/** The same object when there is nothing to hide in it. */
function maskObject(object: unknown): unknown {
  if (!isTable(object)) return object;
  const { kind, items } = object;
  if (kind === 'Secret') return maskSecret(object);
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return object;
  const masked = items.map(kind === 'SecretList' ? maskSecret : maskObject);
  return masked.some((item, index) => item !== items[index]) ? { ...object, items: masked } : object;
}

function maskSecret(secret: unknown): unknown {
  if (!isTable(secret)) return secret;
  const masked: Record<string, unknown> = { ...secret };
  for (const field of ['data', 'stringData']) {
    const values = secret[field];
    if (values !== undefined && values !== null) masked[field] = isTable(values) ? maskValues(values) : mask;
  }
  return masked;
}

const mask = '****';

function maskValues(values: Table): Table {
  return Object.fromEntries(Object.keys(values).map((key) => [key, mask]));
}
