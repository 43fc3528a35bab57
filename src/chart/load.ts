import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { buildChart } from './build.ts';
import type { Chart, ChartFile } from './chart.ts';
import { type Ignore, readIgnoreRules } from './ignore.ts';

/**
 * The chart in a folder. The folder itself may be a symbolic link; a link inside it is followed only as long as it stays
 * inside.
 * @throws CapstanError CHART_INVALID that names what is missing or wrong, YAML_INVALID for its YAML files.
 */
export async function loadChart(dir: string, signal?: AbortSignal): Promise<Chart> {
  const top = await openFolder(dir);
  const ignoreFile = await readFile(join(top, '.helmignore'), 'utf8').catch(() => '');
  const files = await readFolder(new Walk(dir, top, readIgnoreRules(ignoreFile), signal), '');
  return buildChart(
    dir,
    files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

async function openFolder(dir: string): Promise<string> {
  try {
    const top = await realpath(dir);
    await readFile(join(top, 'Chart.yaml'));
    return top;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const isThere = await realpath(dir).then(
      () => true,
      () => false,
    );
    const what = code === 'ENOENT' && isThere ? 'Chart.yaml file is missing' : reasonOf(error);
    throw new CapstanError('CHART_INVALID', `${dir} is not a chart directory: ${what}`, {
      place: { file: dir },
      hint: 'name a directory that holds Chart.yaml and templates/',
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'no such directory';
    case 'ENOTDIR':
      return 'it is a file';
    case 'EACCES':
      return 'permission denied';
    default:
      return messageOf(error);
  }
}

class Walk {
  readonly name: string;
  readonly top: string;
  readonly ignores: Ignore;
  readonly signal: AbortSignal | undefined;
  constructor(name: string, top: string, ignores: Ignore, signal: AbortSignal | undefined) {
    this.name = name;
    this.top = top;
    this.ignores = ignores;
    this.signal = signal;
  }
}

/** Helm's own limit for one file of a chart, 5 MiB. */
const maxFileBytes = 5 * 1024 * 1024;

async function readFolder(walk: Walk, folder: string): Promise<ChartFile[]> {
  walk.signal?.throwIfAborted();
  const entries = await readdir(join(walk.top, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<ChartFile[]> => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      if (isLink && walk.ignores(path, false)) return [];
      const kind = isLink
        ? await kindOfLink(walk, path)
        : entry.isDirectory()
          ? 'folder'
          : entry.isFile()
            ? 'file'
            : 'other';
      if (walk.ignores(path, kind === 'folder')) return [];
      if (kind === 'folder') return readFolder(walk, path);
      if (kind === 'file') return [{ path, data: await readChartFile(walk, path) }];
      throw invalid(walk, `cannot load irregular file ${path}`);
    }),
  );
  return found.flat();
}

async function kindOfLink(walk: Walk, path: string): Promise<'folder' | 'file'> {
  let target: string;
  try {
    target = await realpath(join(walk.top, path));
  } catch (error) {
    throw invalid(walk, `${path} is a symbolic link to nothing`, error);
  }
  if (target !== walk.top && !target.startsWith(`${walk.top}/`)) {
    throw invalid(walk, `${path} is a symbolic link that leads out of the chart`);
  }
  // a link to a folder that holds the link would never end
  if (`${join(walk.top, path)}/`.startsWith(`${target}/`))
    throw invalid(walk, `${path} is a symbolic link to a folder above it`);
  return readdir(target).then(
    () => 'folder',
    () => 'file',
  );
}

async function readChartFile(walk: Walk, path: string): Promise<Buffer> {
  try {
    const data = await readFile(join(walk.top, path));
    if (data.length > maxFileBytes)
      throw invalid(walk, `chart file "${basename(path)}" is larger than the maximum file size ${maxFileBytes}`);
    const hasMark = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf;
    return hasMark ? data.subarray(3) : data;
  } catch (error) {
    throw isCapstanError(error) ? error : invalid(walk, `${path} cannot be read: ${reasonOf(error)}`, error);
  }
}

function invalid(walk: Walk, what: string, cause?: unknown): CapstanError {
  return new CapstanError('CHART_INVALID', `chart ${walk.name} cannot be loaded: ${what}`, {
    place: { file: walk.name },
    cause,
  });
}
