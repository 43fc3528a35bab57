import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';

/** The folders of the charts in `from`, or `from` itself, in the order of their names. @throws CapstanError CHART_INVALID */
export async function chartFolders(from: string): Promise<string[]> {
  const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
    throw new CapstanError('CHART_INVALID', fileErrorText(error), {
      place: { file: from },
      hint: 'charts.from in build.yaml names the folder that holds the charts',
      cause: error,
    });
  });
  if (entries.some(({ name }) => name === 'Chart.yaml')) return [from];
  const folders: string[] = [];
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = await readdir(join(from, name)).catch((): string[] => []);
    if (inside.includes('Chart.yaml')) folders.push(join(from, name));
  }
  if (folders.length > 0) return folders;
  throw new CapstanError('CHART_INVALID', `there is no chart in ${from}`, {
    place: { file: from },
    hint: 'a chart is a folder that holds Chart.yaml',
  });
}

/** As Chart.yaml has it. Where it has none the folder's: what is wrong with it is told when the chart is compiled. */
export async function chartName(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'Chart.yaml'), 'utf8').catch(() => '');
  try {
    const { name } = parseYaml(text, { file: 'Chart.yaml' }) as { name?: unknown };
    if (typeof name === 'string') return name;
  } catch {
    // no YAML, or no map
  }
  return basename(folder);
}
