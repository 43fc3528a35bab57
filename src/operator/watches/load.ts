import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { type Chart, loadChartWithin } from '../../chart/index.ts';
import { formatGvk, type GroupVersionKind } from '../../cluster/index.ts';
import { CapstanError, messageOf, messageWithPlace } from '../../errors/index.ts';
import type { WatchEntry } from './entry.ts';
import { type PlacedEntry, parseWatches } from './file.ts';
import type { Watch } from './watch.ts';

export interface WatchesContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Told what is ignored: unknown keys, an empty list. */
  warn?(warning: string): void;
}

/**
 * Reads helm-operator's watches.yaml and loads the charts it names. A chart's path is relative to the working directory,
 * as in helm-operator, else to the file's folder.
 * @throws CapstanError WATCHES_INVALID at the first entry that is not right, with its place.
 */
export async function loadWatches(file: string, context: WatchesContext): Promise<readonly Watch[]> {
  const path = resolve(context.cwd, file);
  const entries = parseWatches(await readText(path, file), file, context.env, (warning) => context.warn?.(warning));
  const folders = [context.cwd, dirname(path)] as const;
  const loaded = new Map<string, Chart>();
  const watches: Watch[] = [];
  for (const placed of entries) {
    const chartPath = await findChart(placed, folders);
    const chart =
      loaded.get(chartPath) ?? (await load(placed, chartPath, projectOf(placed.entry.chart, chartPath, folders)));
    loaded.set(chartPath, chart);
    watches.push(Object.freeze({ ...placed.entry, chart, chartPath }));
  }
  return Object.freeze(watches);
}

/**
 * What the file says of one kind, for those who load its chart themselves.
 * @throws CapstanError WATCHES_INVALID
 */
export async function findWatch(
  file: string,
  gvk: GroupVersionKind,
  context: WatchesContext,
): Promise<{ readonly entry: WatchEntry; readonly chartPath: string }> {
  const path = resolve(context.cwd, file);
  const entries = parseWatches(await readText(path, file), file, context.env, (warning) => context.warn?.(warning));
  const placed = entries.find(({ entry }) => formatGvk(entry.gvk) === formatGvk(gvk));
  if (!placed) throw new CapstanError('WATCHES_INVALID', `${file} has no entry for ${formatGvk(gvk)}`);
  return { entry: placed.entry, chartPath: await findChart(placed, [context.cwd, dirname(path)]) };
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CapstanError('WATCHES_INVALID', `${file} ${isMissing ? 'does not exist' : 'cannot be read'}`, {
      cause,
      place: { file: path },
      hint: isMissing ? 'name the file with --watches-file' : messageOf(cause),
    });
  }
}

async function findChart(placed: PlacedEntry, folders: readonly string[]): Promise<string> {
  const { entry, name } = placed;
  const candidates = [...new Set(folders.map((folder) => resolve(folder, entry.chart)))];
  for (const candidate of candidates) {
    if (await exists(candidate)) return candidate;
  }
  const looked = candidates.join(' nor ');
  throw new CapstanError('WATCHES_INVALID', `${name}: chart "${entry.chart}" does not exist: there is no ${looked}`, {
    place: placed.chartPlace,
    hint: 'a chart path is relative to the working directory, or to the folder of the watches file',
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The folder that the chart's path is relative to: the chart may be made of files of it. Of an absolute path that of the file. */
function projectOf(chart: string, chartPath: string, folders: readonly [cwd: string, ofFile: string]): string {
  const [cwd, ofFile] = folders;
  return !isAbsolute(chart) && resolve(cwd, chart) === chartPath ? cwd : ofFile;
}

async function load(placed: PlacedEntry, chartPath: string, folder: string): Promise<Chart> {
  const { entry, name } = placed;
  try {
    return await loadChartWithin(folder, chartPath);
  } catch (cause) {
    const message = `${name}: chart "${entry.chart}" cannot be loaded: ${messageWithPlace(cause)}`;
    const hint = cause instanceof CapstanError ? cause.hint : undefined;
    throw new CapstanError('WATCHES_INVALID', message, {
      cause,
      place: placed.chartPlace,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
