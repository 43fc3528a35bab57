import { readRendered, unreadable } from './rendered-yaml.ts';

/** What Helm reads of a rendered document: enough to sort it, and to tell hooks from the rest. */
export interface Head {
  readonly kind: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * As Helm's SimpleHead: any text that is YAML will do, a comment alone too; only these fields have to be of their type.
 * @throws CapstanError MANIFEST_INVALID in Helm's words.
 */
export function readHead(source: string, text: string): Head {
  const document = readRendered(source, text);
  if (document === null || document === undefined) return emptyHead;
  try {
    const fields = tableOf(document, 'Go value of type releaseutil.SimpleHead');
    const metadata = fieldOf(fields, 'metadata');
    const kind = textOf(fieldOf(fields, 'kind'), 'SimpleHead.kind');
    textOf(fieldOf(fields, 'apiVersion'), 'SimpleHead.apiVersion');
    return { kind, ...readMetadata(metadata) };
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw unreadable(
      source,
      text,
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${error.message}`,
    );
  }
}

const emptyHead: Head = { kind: '', name: '', annotations: {} };

class Mismatch extends Error {}

type Table = Readonly<Record<string, unknown>>;

const metadataType = 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';

function readMetadata(metadata: unknown): Omit<Head, 'kind'> {
  if (metadata === null || metadata === undefined) return { name: '', annotations: {} };
  const fields = tableOf(metadata, `Go struct field SimpleHead.metadata of type ${metadataType}`);
  const annotations = fieldOf(fields, 'annotations') ?? {};
  const entries = Object.entries(
    tableOf(annotations, 'Go struct field .metadata.annotations of type map[string]string'),
  );
  return {
    annotations: Object.fromEntries(entries.map(([key, value]) => [key, textOf(value, '.metadata.annotations')])),
    name: textOf(fieldOf(fields, 'name'), '.metadata.name'),
  };
}

/** encoding/json takes a key whatever its case; of several the last in byte order counts, for so they are written. */
function fieldOf(table: Table, name: string): unknown {
  if (Object.hasOwn(table, name)) return table[name];
  const lower = name.toLowerCase();
  return table[
    Object.keys(table)
      .filter((key) => key.toLowerCase() === lower)
      .sort()
      .at(-1) ?? name
  ];
}

function tableOf(value: unknown, target: string): Table {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Table;
  throw new Mismatch(`${jsonTypeOf(value)} into ${target}`);
}

/** A number or a bool is text where text is wanted: sigs.k8s.io/yaml turns them when it knows the target. */
function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'object')
    throw new Mismatch(`${jsonTypeOf(value)} into Go struct field ${field} of type string`);
  return String(value);
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
