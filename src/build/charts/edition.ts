import { type ChartFile, mergeValues, type Values } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { parseYaml, stringifyYaml } from '../../yaml/index.ts';

/** What is the same in all charts of one build. */
export interface ChartEdition {
  readonly version: string;
  readonly appVersion: string;
  /** The files of `debug/` join the chart. */
  readonly debug: boolean;
}

/**
 * The files that a chart of this edition is made of: `${CHART_VERSION}` and `${APP_VERSION}` in Chart.yaml are replaced,
 * `debug/templates/` joins `templates/` and `debug/values.yaml` is laid over values.yaml, or `debug/` stays out.
 */
export function filesOfEdition(folder: string, edition: ChartEdition, files: readonly ChartFile[]): ChartFile[] {
  const isDebug = ({ path }: ChartFile) => path.startsWith('debug/');
  const plain = files
    .filter((file) => !isDebug(file))
    .map((file) => (file.path === 'Chart.yaml' ? { ...file, data: filled(file.data, edition) } : file));
  return edition.debug ? files.filter(isDebug).reduce((all, file) => laidOver(folder, all, file), plain) : plain;
}

function filled(data: Buffer, { version, appVersion }: ChartEdition): Buffer {
  const text = data.toString('utf8');
  if (!text.includes('${')) return data;
  return Buffer.from(text.replaceAll('${CHART_VERSION}', version).replaceAll('${APP_VERSION}', appVersion));
}

function laidOver(folder: string, files: ChartFile[], { path, data }: ChartFile): ChartFile[] {
  const target = path.slice('debug/'.length);
  const found = files.find((file) => file.path === target);
  if (target === 'values.yaml') {
    const above = valuesOf(`${folder}/${path}`, data);
    const values = found ? mergeValues(valuesOf(`${folder}/${target}`, found.data), above) : above;
    return [
      ...files.filter((file) => file !== found),
      { path: target, data: Buffer.from(`${stringifyYaml(values)}\n`) },
    ];
  }
  if (!target.startsWith('templates/')) return files;
  if (found) {
    throw new CapstanError('CHART_INVALID', `${path} would take the place of ${target}`, {
      place: { file: `${folder}/${path}` },
      hint: 'give the template for debugging another name',
    });
  }
  return [...files, { path: target, data }];
}

function valuesOf(file: string, data: Buffer): Values {
  const values = parseYaml(data.toString('utf8'), { file }) ?? {};
  if (typeof values === 'object' && !Array.isArray(values)) return values as Values;
  throw new CapstanError('CHART_INVALID', `${file} is no table of values`, { place: { file } });
}
