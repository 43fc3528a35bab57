import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import { readArchive } from './archive.ts';
import { Budget } from './budget.ts';
import { readData } from './data.ts';
import { quote } from './go-text.ts';
import { decodeMetadata } from './metadata.ts';

/**
 * Writes the files of a chart archive into a new folder below `folder` that is called after the chart, as Helm's Expand
 * does: read no further than for its name.
 * @returns the new folder
 * @throws CapstanError CHART_INVALID with Helm's words
 */
export async function unpackArchive(archive: string, folder: string): Promise<string> {
  const refuse = (what: string) => new CapstanError('CHART_INVALID', what, { place: { file: archive } });
  const files = readArchive(await readFile(archive), archive, new Budget());
  const chartFile = files.findLast(({ path }) => path === 'Chart.yaml');
  const name = (chartFile && readData(chartFile, archive, decodeMetadata).name) ?? '';
  if (name === '') throw refuse('chart name not specified');
  if (name === '.' || name === '..') throw refuse(`chart name ${quote(name)} is not allowed`);
  if (name !== posix.basename(name)) throw refuse(`chart name ${quote(name)} must not contain path separators`);
  const top = join(folder, name);
  for (const { path, data } of files) {
    // the archive's reader lets no path out of the chart
    const file = join(top, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, data);
  }
  return top;
}
