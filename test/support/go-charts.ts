import { join } from 'node:path';
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
