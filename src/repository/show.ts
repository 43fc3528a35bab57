import type { Chart } from '../chart/index.ts';
import { fullMetadata, goYaml, rawFile } from './package/index.ts';

export type ShowPart = 'all' | 'chart' | 'values' | 'readme' | 'crds';

/** What Helm's `show` prints of a chart. */
export function showChart(chart: Chart, part: ShowPart): string {
  const isAll = part === 'all';
  const separator = isAll ? '---\n' : '';
  let text = '';
  if (isAll || part === 'chart') text += `${goYaml(fullMetadata(chart.metadata))}\n`;
  if (isAll || part === 'values') text += showValues(chart, separator);
  if (isAll || part === 'readme') text += showReadme(chart, separator);
  if (isAll || part === 'crds') text += showCrds(chart, separator);
  return text;
}

function showValues(chart: Chart, separator: string): string {
  const values = rawFile(chart, 'values.yaml');
  return values ? `${separator}${values.toString('utf8')}\n` : '';
}

const readmeNames = new Set(['readme.md', 'readme.txt', 'readme']);

function showReadme({ files }: Chart, separator: string): string {
  const readme = files.find(({ path }) => readmeNames.has(path.toLowerCase()));
  return readme ? `${separator}${readme.data.toString('utf8')}\n` : '';
}

/** Of the chart and of all charts below it. */
function showCrds(chart: Chart, separator: string): string {
  const crds = crdsOf(chart).map((data) => data.toString('utf8'));
  const [first] = crds;
  if (first === undefined) return '';
  return `${first.startsWith('---') ? '' : separator}${crds.map((crd) => `${crd}\n`).join('')}`;
}

function crdsOf({ crds, dependencies }: Chart): Buffer[] {
  return [...crds.map(({ data }) => data), ...dependencies.flatMap(crdsOf)];
}
