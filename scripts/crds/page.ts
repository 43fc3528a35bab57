import { code, generated, page, table } from '../docs/markdown.ts';
import type { Field, FieldType } from './fields.ts';

/** docs/reference/cnvrg.md: every field of both kinds. */
export function printFieldsPage(
  kinds: readonly { readonly kind: string; readonly fields: readonly Field[] }[],
): string {
  return page(
    '# Fields of CnvrgApp and CnvrgInfra',
    generated.replace('the code it is made from', "the charts' values.yaml"),
    intro,
    ...kinds.flatMap(({ kind, fields }) => [`## ${kind}.spec`, ...sections(fields)]),
  );
}

const intro = `A resource names only what is to differ; \`kubectl get -o yaml\` shows the whole tree. A *switch* takes true and false, as a boolean
or as a string. A *secret* has no default: left out, it is made up once and kept in a Secret (passwords, keys and tokens of what the
operator runs), or empty (those of others: a registry, a mail server). A *quantity* is one of Kubernetes, such as 500m or 4Gi. An image
name without a slash has imageHub put in front. A storage class of \`""\` or use-default is the cluster's default class.`;

/** Fields of the top that are no tables first, then a table of fields for each table of the top. */
function sections(fields: readonly Field[]): readonly string[] {
  const plain = fields.filter(({ type }) => type.is !== 'table');
  const tables = fields.filter(({ type }) => type.is === 'table');
  return [
    printTable(plain),
    ...tables.flatMap((field) => [`### ${field.name}`, field.description, printTable(leaves([field]))]),
  ];
}

function leaves(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => (field.type.is === 'table' ? leaves(field.type.fields) : [field]));
}

function printTable(fields: readonly Field[]): string {
  const rows = fields.map(({ path, type, default: value, description }) => [
    code(path),
    wordFor(type),
    value === undefined ? '' : code(JSON.stringify(value)),
    description,
  ]);
  return table(['Field', 'Type', 'Default', 'What it is'], rows);
}

function wordFor(type: FieldType): string {
  if (type.is === 'choice') return type.choices.map(String).filter(isFirst).join(', ');
  return type.is === 'list' ? 'list' : type.is;
}

function isFirst(word: string, index: number, words: readonly string[]): boolean {
  return words.indexOf(word) === index;
}
