import type { ChartMetadata } from '../../chart/index.ts';
import {
  type GoMap,
  isNilValue,
  Struct,
  type StructType,
  typedList,
  typedMap,
  type Value,
} from '../../template/index.ts';
import { toGoValue } from './values.ts';

/** `.Chart`: Helm's Metadata with IsRoot beside it, in an anonymous struct around it. */
export function chartStruct(metadata: ChartMetadata, isRoot: boolean): Struct {
  const own = readFields(metadataFields, metadata);
  return new Struct(
    chartType,
    new Map<string, Value>([
      ['Metadata', new Struct(metadataType, own)],
      ['IsRoot', isRoot],
    ]),
  );
}

/** One field of a Go struct: its name, its key in YAML and JSON, and how its value is read. */
interface Field {
  readonly name: string;
  readonly key: string;
  readonly read: (value: unknown) => Value;
  /** Written to JSON though it is empty. */
  readonly always?: true;
}

const text = (value: unknown): Value => (typeof value === 'string' ? value : '');
const flag = (value: unknown): Value => value === true;
const texts = (value: unknown): Value => listOf('string', value, text);

/** In the order of Go's declarations, which is the order they are printed in. */
const metadataFields: readonly Field[] = [
  { name: 'Name', key: 'name', read: text },
  { name: 'Home', key: 'home', read: text },
  { name: 'Sources', key: 'sources', read: texts },
  { name: 'Version', key: 'version', read: text },
  { name: 'Description', key: 'description', read: text },
  { name: 'Keywords', key: 'keywords', read: texts },
  { name: 'Maintainers', key: 'maintainers', read: (value) => structs(maintainerType, maintainerFields, value) },
  { name: 'Icon', key: 'icon', read: text },
  { name: 'APIVersion', key: 'apiVersion', read: text },
  { name: 'Condition', key: 'condition', read: text },
  { name: 'Tags', key: 'tags', read: text },
  { name: 'AppVersion', key: 'appVersion', read: text },
  { name: 'Deprecated', key: 'deprecated', read: flag },
  { name: 'Annotations', key: 'annotations', read: textMap },
  { name: 'KubeVersion', key: 'kubeVersion', read: text },
  { name: 'Dependencies', key: 'dependencies', read: (value) => structs(dependencyType, dependencyFields, value) },
  { name: 'Type', key: 'type', read: text },
];

const maintainerFields: readonly Field[] = [
  { name: 'Name', key: 'name', read: text },
  { name: 'Email', key: 'email', read: text },
  { name: 'URL', key: 'url', read: text },
];

const dependencyFields: readonly Field[] = [
  { name: 'Name', key: 'name', read: text, always: true },
  { name: 'Version', key: 'version', read: text },
  { name: 'Repository', key: 'repository', read: text, always: true },
  { name: 'Condition', key: 'condition', read: text },
  { name: 'Tags', key: 'tags', read: texts },
  { name: 'Enabled', key: 'enabled', read: flag },
  { name: 'ImportValues', key: 'import-values', read: (value) => listOf('interface {}', value, toGoValue) },
  { name: 'Alias', key: 'alias', read: text },
];

const metadataType = structType('chart.Metadata', 'struct', metadataFields);
const maintainerType = structType('*chart.Maintainer', 'ptr', maintainerFields);
const dependencyType = structType('*chart.Dependency', 'ptr', dependencyFields);

const chartType: StructType = {
  name: 'struct { chart.Metadata; IsRoot bool }',
  kind: 'struct',
  embeds: ['Metadata'],
  json: (chart) => {
    const json = metadataType.json!(chart.fields.get('Metadata') as Struct) as GoMap;
    return json.set('IsRoot', chart.fields.get('IsRoot')!);
  },
};

function structType(name: string, kind: 'struct' | 'ptr', fields: readonly Field[]): StructType {
  return { name, kind, json: (value) => writeFields(fields, value) };
}

function writeFields(fields: readonly Field[], { fields: values }: Struct): GoMap {
  const json: GoMap = new Map();
  for (const { name, key, always } of fields) {
    const value = values.get(name)!;
    if (always || !isEmpty(value)) json.set(key, value);
  }
  return json;
}

function isEmpty(value: Value): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : value === '' || value === false;
}

function readFields(fields: readonly Field[], source: object): Map<string, Value> {
  return new Map(fields.map(({ name, key, read }) => [name, read((source as Record<string, unknown>)[key])]));
}

function structs(type: StructType, fields: readonly Field[], value: unknown): Value {
  return listOf(type.name, value, (item) => new Struct(type, readFields(fields, item as object)));
}

function textMap(value: unknown): Value {
  const map = typedMap(
    'string',
    Object.entries(value ?? {}).map(([key, entry]) => [key, text(entry)] as const),
  );
  return value ? map : Object.assign(map, { [isNilValue]: true });
}

/** What is not in the file is Go's nil list. */
function listOf(type: string, value: unknown, read: (item: unknown) => Value): Value {
  if (Array.isArray(value)) return typedList(type, value.map(read));
  return Object.assign(typedList(type, []), { [isNilValue]: true });
}
