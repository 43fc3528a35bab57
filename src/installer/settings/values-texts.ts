import type { Chart } from '../../chart/index.ts';
import { apiPort, type InstallerChart, type ValuesSource } from '../charts/index.ts';
import { cutSections } from './sections.ts';
import { setValue } from './set-value.ts';

export interface ValuesChoices {
  readonly databasePassword: string;
}

/** The files of values/, by name: each chart's own values.yaml with its comments, filled in where a default will not do. */
export function valuesTexts(
  table: readonly InstallerChart[],
  charts: readonly Chart[],
  choices: ValuesChoices,
): ReadonlyMap<string, string> {
  const texts = table.flatMap(({ name, sources, takes }) => {
    const chart = charts.find(({ metadata }) => metadata.name === name);
    const text = chart ? valuesYaml(chart) : '';
    const elsewhere = [...takes, ...sources.flatMap(({ keys = [] }) => keys)];
    return sources.map((source) => [source.file, textOf(text, source, elsewhere, choices)] as const);
  });
  return new Map(texts);
}

/** @param elsewhere keys of other files, and of what the installer hands over itself */
function textOf(values: string, source: ValuesSource, elsewhere: readonly string[], choices: ValuesChoices): string {
  const { head, sections } = cutSections(values);
  const { file, keys } = source;
  const text = keys
    ? keys.map((key) => sections.find((section) => section.key === key)?.text ?? `${key}: {}\n`).join('')
    : head +
      sections
        .filter(({ key }) => !elsewhere.includes(key))
        .map((section) => section.text)
        .join('');
  const filled = filledIn(file, choices).reduce((before, [path, value]) => setValue(before, path, value), text);
  return `${headingOf(source)}${filled.trim() === '' ? '{}\n' : endLine(filled.replace(/^\n+/, '').replace(/\n+$/, '\n'))}`;
}

function filledIn(
  file: string,
  { databasePassword }: ValuesChoices,
): readonly (readonly [path: readonly string[], value: string | number])[] {
  switch (file) {
    case 'knit-storage-nfs.yaml':
      return [[['nfs', 'node'], '']]; // the chart's default is the name of a node that few clusters have
    case 'knit-db-postgres.yaml':
      return [[['credential', 'password'], databasePassword]];
    case 'knit-app.yaml':
      return [[['knitd', 'port'], apiPort]];
    default:
      return [];
  }
}

function headingOf({ file, keys }: ValuesSource): string {
  const chart = keys ? 'knit-app' : file.replace(/\.yaml$/, '');
  const lines = [
    `Values of chart ${chart}${keys ? `: ${keys.join(', ')}` : ''}. What is written here is what gets installed.`,
  ];
  if (file === 'knit-certs.yaml') {
    lines.push('cert, key, cacert and cakey are taken from certs/ where they are left empty.');
  }
  return `${lines.map((line) => `# ${line}\n`).join('')}\n`;
}

function valuesYaml(chart: Chart): string {
  const file = chart.raw.find(({ path }) => path === 'values.yaml');
  return file
    ? Buffer.from(file.data)
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n')
    : '';
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
