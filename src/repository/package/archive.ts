import { posix } from 'node:path';
import type { Chart, ChartFile, ChartLock, ChartMetadata } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { goYaml } from './go-yaml.ts';
import { gzipAsHelm } from './gzip.ts';
import { tarFiles } from './tar.ts';

/**
 * A chart packed as Helm's chartutil.Save packs it: Chart.yaml written anew, the other files as they are, subcharts
 * unpacked into charts/. Equal charts at equal times give equal bytes.
 * @throws CapstanError CHART_INVALID for a schema that is no JSON
 */
export function packChart(chart: Chart, modified: Date): Buffer {
  return gzipAsHelm(tarFiles(filesOf(chart, ''), modified));
}

function* filesOf(chart: Chart, folder: string): Generator<ChartFile> {
  const { metadata, lock, schema, templates, files, dependencies } = chart;
  const base = posix.join(folder, metadata.name);
  const file = (path: string, data: Buffer | string): ChartFile => ({
    path: posix.join(base, path),
    data: typeof data === 'string' ? Buffer.from(data) : data,
  });
  yield file('Chart.yaml', goYaml(writtenMetadata(chart)));
  if (metadata.apiVersion === 'v2' && lock) yield file('Chart.lock', goYaml(fullLock(lock)));
  const values = rawFile(chart, 'values.yaml');
  if (values) yield file('values.yaml', values);
  const rawSchema = schema === undefined ? undefined : rawFile(chart, 'values.schema.json');
  if (rawSchema) {
    checkJson(rawSchema);
    yield file('values.schema.json', rawSchema);
  }
  for (const { path, data } of [...templates, ...files]) yield file(path, data);
  for (const subchart of dependencies) yield* filesOf(subchart, posix.join(base, 'charts'));
}

/** A chart of apiVersion v1 has its dependencies in requirements.yaml. */
function writtenMetadata({ metadata }: Chart): object {
  if (metadata.apiVersion !== 'v1') return fullMetadata(metadata);
  const { dependencies: _, ...others } = metadata;
  return others;
}

/** Chart.yaml's fields as Helm writes them: a dependency without a repository says so. */
export function fullMetadata(metadata: ChartMetadata): object {
  const { dependencies, ...others } = metadata;
  if (dependencies === undefined || dependencies.length === 0) return others;
  return { ...others, dependencies: dependencies.map((dependency) => ({ repository: '', ...dependency })) };
}

function fullLock(lock: ChartLock): object {
  return { ...lock, dependencies: lock.dependencies.map((dependency) => ({ repository: '', ...dependency })) };
}

export function rawFile({ raw }: Chart, path: string): Buffer | undefined {
  return raw.find((file) => file.path === path)?.data;
}

function checkJson(data: Buffer): void {
  try {
    JSON.parse(data.toString('utf8'));
  } catch (error) {
    throw new CapstanError('CHART_INVALID', 'Invalid JSON in values.schema.json', { cause: error });
  }
}
