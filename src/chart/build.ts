import { createHash } from 'node:crypto';
import { CapstanError } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';
import type { Chart, ChartFile, Values } from './chart.ts';
import { nameSubcharts } from './dependencies.ts';
import { readMetadata } from './metadata.ts';

/** A chart of its files, sorted by path; `name` is what messages call it. Subcharts are those under `charts/`. */
export function buildChart(name: string, files: readonly ChartFile[]): Chart {
  const find = (path: string) => files.find((file) => file.path === path)?.data.toString('utf8');
  const chartFile = find('Chart.yaml');
  if (chartFile === undefined) {
    throw new CapstanError('CHART_INVALID', `${name}: Chart.yaml file is missing`, { place: { file: name } });
  }
  const metadata = readMetadata(chartFile, `${name}/Chart.yaml`);
  const inFolder = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));
  const dependencies = Object.freeze(
    nameSubcharts(metadata, buildSubcharts(name, inFolder('charts')), `${name}/Chart.yaml`),
  );
  return Object.freeze({
    metadata,
    values: readValues(find('values.yaml') ?? '', `${name}/values.yaml`),
    schema: find('values.schema.json'),
    templates: Object.freeze(inFolder('templates')),
    crds: Object.freeze(inFolder('crds').filter(({ path }) => /\.(?:ya?ml|json)$/.test(path))),
    files: Object.freeze(files.filter(isPlainFile)),
    dependencies,
    digest: digestOf(files),
  });
}

const special = new Set(['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json']);

function isPlainFile({ path }: ChartFile): boolean {
  return !special.has(path) && !path.startsWith('templates/') && !path.startsWith('charts/');
}

/** @throws CapstanError YAML_INVALID, or CHART_INVALID when the file holds anything but a table. */
function readValues(text: string, file: string): Values {
  const values = parseYaml(text, { file }) ?? {};
  if (typeof values === 'object' && !Array.isArray(values)) return values as Values;
  throw new CapstanError('CHART_INVALID', `${file} is not a table of values`, { place: { file, text, line: 1 } });
}

function buildSubcharts(name: string, files: readonly ChartFile[]): Chart[] {
  const byFolder = Map.groupBy(files, ({ path }) => path.split('/')[1]!);
  return [...byFolder]
    .filter(([folder]) => !/^[._]/.test(folder))
    .flatMap(([folder, members]) => {
      const inside = members.filter(({ path }) => path.split('/').length > 2);
      if (inside.length > 0) {
        const prefix = `charts/${folder}/`;
        return [
          buildChart(
            `${name}/charts/${folder}`,
            inside.map(({ path, data }) => ({ path: path.slice(prefix.length), data })),
          ),
        ];
      }
      if (!folder.endsWith('.tgz')) return [];
      throw new CapstanError('CHART_INVALID', `${name}: the subchart charts/${folder} is packed`, {
        place: { file: `${name}/charts/${folder}` },
        hint: `unpack it in charts/: tar xzf ${folder}`,
      });
    });
}

function digestOf(files: readonly ChartFile[]): string {
  const hash = createHash('sha256');
  for (const { path, data } of files) hash.update(`${Buffer.byteLength(path)}:${path}${data.length}:`).update(data);
  return hash.digest('hex');
}
