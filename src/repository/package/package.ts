import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Chart, loadChart } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { parseVersion } from '../../semver/index.ts';
import { writeAtomically } from '../files.ts';
import { packChart } from './archive.ts';

export interface PackageOptions {
  /** Instead of the chart's own. */
  readonly version?: string;
  readonly appVersion?: string;
  /** Makes the chart that is packed of the one in the folder. */
  readonly change?: (chart: Chart) => Chart;
  readonly destination: string;
  readonly now: Date;
}

/** Packs the chart of a folder into `NAME-VERSION.tgz`. Returns its path. @throws CapstanError with Helm's words */
export async function packageChart(folder: string, options: PackageOptions, signal?: AbortSignal): Promise<string> {
  const loaded = await loadFolder(folder, signal);
  const { version, appVersion } = options;
  const metadata = {
    ...loaded.metadata,
    ...(version ? { version } : {}),
    ...(appVersion ? { appVersion } : {}),
  };
  checkVersion(metadata.version);
  const chart = { ...loaded, metadata };
  checkSubcharts(chart);
  return saveChart(options.change?.(chart) ?? chart, options.destination, options.now);
}

/** Helm makes the folder, unlike where it downloads to. */
export async function saveChart(chart: Chart, folder: string, now: Date): Promise<string> {
  const path = join(folder, `${chart.metadata.name}-${chart.metadata.version}.tgz`);
  await makeFolder(dirname(path));
  await writeAtomically(path, packChart(chart, now));
  return path;
}

async function loadFolder(folder: string, signal?: AbortSignal): Promise<Chart> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) {
    throw new CapstanError('CHART_INVALID', 'Chart.yaml file is missing', {
      place: { file: folder },
      hint: 'what is packed is the folder that holds Chart.yaml',
    });
  }
  return loadChart(folder, signal);
}

function checkVersion(version: string): void {
  try {
    parseVersion(version);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', messageOf(error), { cause: error, hint: `--version ${version} is none` });
  }
}

function checkSubcharts({ metadata, dependencies }: Chart): void {
  const packed = new Set(dependencies.map((subchart) => subchart.metadata.name));
  const missing = (metadata.dependencies ?? []).map(({ name }) => name).filter((name) => !packed.has(name));
  if (missing.length === 0) return;
  const words = `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`;
  throw new CapstanError('CHART_INVALID', words, { hint: 'run capstan dependency update, or package with -u' });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const words = isFile ? `is not a directory: ${folder}` : `stat ${folder}: ${messageOf(error)}`;
    throw new CapstanError('FILE_UNWRITABLE', `failed to save: ${words}`, { place: { file: folder }, cause: error });
  }
}
