import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { helm } from './kubectl.ts';
import { scratchFolder, writeText } from './scratch.ts';
import { onStage, type Stage, type StageOptions } from './stage.ts';

const scratch = scratchFolder();
let charts = 0;

/** A chart of these templates, by their names below templates/. @returns its folder */
export function writeChart(name: string, templates: Readonly<Record<string, string>>, values = '{}'): string {
  charts += 1;
  const folder = join(scratch, String(charts), name);
  writeText(join(folder, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`);
  writeText(join(folder, 'values.yaml'), values);
  for (const [file, text] of Object.entries(templates)) writeText(join(folder, 'templates', file), text);
  return folder;
}

/** What `helm create` writes. @returns its folder */
export async function createdChart(name: string): Promise<string> {
  await helm('', 'create', join(scratch, name));
  return join(scratch, name);
}

/** A chart, and the values of its install and of each upgrade. */
export interface ChartCase {
  readonly name: string;
  readonly chart: string;
  readonly inputs: readonly object[];
}

/** Each subfolder a chart; the documents of NAME.yaml beside it are its values, one for the install and each upgrade. */
export function chartsIn(folder: string | undefined): ChartCase[] {
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'Chart.yaml')));
  return names.map((name) => {
    const file = join(folder, `${name}.yaml`);
    const inputs = existsSync(file) ? (parseYamlDocuments(readFileSync(file, 'utf8'), { file }) as object[]) : [{}];
    return { name, chart: join(folder, name), inputs };
  });
}

/** Values as a file for `-f`. */
export function writeValues(values: object): string {
  charts += 1;
  return writeText(join(scratch, `values-${charts}.json`), JSON.stringify(values));
}

/** A stage whose Widgets are releases of the chart. */
export function onChart(
  chart: string,
  use: (stage: Stage) => Promise<void>,
  { flags = [], ...options }: Omit<StageOptions, 'gvk' | 'watchesFile'> & { readonly flags?: readonly string[] } = {},
): Promise<void> {
  charts += 1;
  const watchesFile = writeText(
    join(scratch, `watches-${charts}.yaml`),
    JSON.stringify([{ group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart }]),
  );
  return onStage(use, flags, { ...options, watchesFile });
}
