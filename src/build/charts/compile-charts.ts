import { basename, join } from 'node:path';
import { type Chart, loadChanged } from '../../chart/index.ts';
import { CapstanError, isCapstanError, type Place } from '../../errors/index.ts';
import { parseVersion } from '../../semver/index.ts';
import { chartFolders } from './chart-folders.ts';
import { compileChart } from './compile-chart.ts';
import { type ChartEdition, filesOfEdition } from './edition.ts';

/** A chart as Helm reads it, ready to be packed. */
export interface CompiledChart {
  readonly name: string;
  readonly version: string;
  readonly chart: Chart;
}

/**
 * Reads and compiles every chart folder in `from`, or `from` itself; writes nothing.
 * @throws CapstanError CHART_INVALID, TEMPLATE_UNPORTABLE, … with place and hint
 */
export async function compileCharts(
  from: string,
  edition: ChartEdition,
  signal?: AbortSignal,
): Promise<readonly CompiledChart[]> {
  checkVersion(edition.version);
  const compiled: CompiledChart[] = [];
  for (const folder of await chartFolders(from)) {
    signal?.throwIfAborted();
    const loaded = await loadChanged(folder, (files) => filesOfEdition(folder, edition, files), signal);
    checkName(loaded, folder, compiled);
    const { version, appVersion } = edition;
    const chart = compiledIn(folder, { ...loaded, metadata: { ...loaded.metadata, version, appVersion } });
    compiled.push({ name: chart.metadata.name, version, chart });
  }
  return compiled;
}

/** Templates are called by their chart's name: an error says in which file it is. */
function compiledIn(folder: string, chart: Chart): Chart {
  const { name } = chart.metadata;
  const inFolder = <P extends Pick<Place, 'file' | 'line'>>(place: P): P =>
    place.file.startsWith(`${name}/`) ? { ...place, file: join(folder, place.file.slice(name.length)) } : place;
  try {
    return compileChart(chart);
  } catch (error) {
    if (!isCapstanError(error) || error.place === undefined) throw error;
    const { code, message, hint, place } = error;
    const via = place.via === undefined ? {} : { via: place.via.map(inFolder) };
    const details = { place: { ...inFolder(place), ...via }, cause: error };
    throw new CapstanError(code, message, hint === undefined ? details : { ...details, hint });
  }
}

function checkVersion(version: string): void {
  try {
    parseVersion(version);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', `charts cannot have the version ${version}`, {
      hint: 'write it as v1.2.3',
      cause: error,
    });
  }
}

function checkName({ metadata: { name } }: Chart, folder: string, others: readonly CompiledChart[]): void {
  const place = { place: { file: join(folder, 'Chart.yaml') } };
  if (others.some((other) => other.name === name)) {
    throw new CapstanError('CHART_INVALID', `two charts are called ${name}`, place);
  }
  if (name === basename(name) && name !== '..' && name !== '.') return;
  throw new CapstanError('CHART_INVALID', `chart name ${name} must not contain path separators`, place);
}
