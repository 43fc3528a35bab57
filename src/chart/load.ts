import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CapstanError, fileErrorText } from '../errors/index.ts';
import { readArchive } from './archive.ts';
import { Budget } from './budget.ts';
import { buildChart } from './build.ts';
import type { Chart, ChartFile, Warn } from './chart.ts';
import { sniffContentType } from './content-type.ts';
import { readFolder } from './folder.ts';
import { readChartFolder } from './local-dependencies.ts';

/**
 * The chart in a folder or an archive (.tgz). Charts of equal files are one and the same object.
 * @throws CapstanError CHART_INVALID or YAML_INVALID, with Helm's words and the file's place.
 */
export async function loadChart(path: string, signal?: AbortSignal): Promise<Chart> {
  signal?.throwIfAborted();
  return load(path, true);
}

/**
 * As loadChart, for a program that holds secrets of its own: what symbolic links lead to becomes part of the chart, so they
 * may lead only to files of the chart and of the folder `within`.
 */
export async function loadChartWithin(within: string, path: string): Promise<Chart> {
  return load(path, true, within);
}

/** As loadChart, with nothing but what charts/ holds: for those who look after charts/, and not after what comes of it. */
export async function loadChartAlone(path: string, signal?: AbortSignal): Promise<Chart> {
  signal?.throwIfAborted();
  return statOf(path).isDirectory() ? loadFolder(path, new Budget(true), readFolder) : loadFile(path);
}

/** As loadChart of a folder, with other files than it holds: `change` gives those that the chart is made of. */
export async function loadChanged(
  folder: string,
  change: (files: readonly ChartFile[]) => ChartFile[],
  signal?: AbortSignal,
): Promise<Chart> {
  signal?.throwIfAborted();
  return loadFolder(folder, new Budget(false), (top, warn) => change(readChartFolder(top, warn)));
}

/**
 * As loadChart, for a program that ends with this chart: it is not compared with others, and its digest is made when it is
 * asked for.
 */
export function loadOnce(path: string): Chart {
  return load(path, false);
}

function load(path: string, sharesEqual: boolean, within?: string): Chart {
  if (!statOf(path).isDirectory()) return loadFile(path);
  return loadFolder(path, new Budget(sharesEqual), (top, warn) => readChartFolder(top, warn, within));
}

/**
 * The chart in an archive's bytes; `name` is what messages call it.
 * @throws CapstanError CHART_INVALID or YAML_INVALID, with Helm's words.
 */
export function loadArchive(bytes: Buffer, name: string): Chart {
  const budget = new Budget();
  return buildChart(name, readArchive(bytes, name, budget), budget);
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', fileErrorText(error), {
      place: { file: path },
      hint: 'name a directory that holds Chart.yaml and templates/, or a packaged chart',
      cause: error,
    });
  }
}

function loadFolder(path: string, budget: Budget, read: (top: string, warn: Warn) => ChartFile[]): Chart {
  const links: string[] = [];
  const files = read(resolve(path), (line) => links.push(line));
  const chart = buildChart(path, files, budget);
  return links.length === 0
    ? chart
    : Object.freeze({ ...chart, warnings: Object.freeze([...links, ...chart.warnings]) });
}

function loadFile(path: string): Chart {
  const bytes = readBytes(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return loadArchive(bytes, path);
  const what = /\.ya?ml$/.test(path)
    ? 'seems to be a YAML file, but expected a gzipped archive'
    : `does not appear to be a gzipped archive; got '${sniffContentType(bytes)}'`;
  throw new CapstanError('CHART_INVALID', `file '${path}' ${what}`, { place: { file: path } });
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', fileErrorText(error), { place: { file: path }, cause: error });
  }
}
