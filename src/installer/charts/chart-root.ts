import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Chart, checkDependencies, loadArchive } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { checkInstallable } from '../../render/index.ts';
import {
  ChartRepository,
  fetchArchive,
  type IndexEntry,
  isSameVersion,
  parseIndex,
  type RepositoryIndex,
  type RepositorySettings,
  resolveReference,
  withoutSecrets,
} from '../../repository/index.ts';

/**
 * The charts of these names, all of one version, from the repository at `root`: an `http(s)://` address or a `file://` one of
 * a folder that has an index.yaml.
 * @throws CapstanError CHART_NOT_FOUND, REPOSITORY_UNREACHABLE and what else a repository or a chart may be wrong in
 */
export async function fetchCharts(
  root: string,
  names: readonly string[],
  version: string,
  settings: RepositorySettings,
  signal?: AbortSignal,
): Promise<readonly Chart[]> {
  const repository = open(root, settings);
  try {
    const index = await repository.index(signal);
    const entries = names.map((name) => entryOf(index, name, version, root));
    const charts: Chart[] = [];
    for (const entry of entries) charts.push(await chartOf(entry, repository, signal));
    return charts;
  } finally {
    repository.close();
  }
}

/** The versions that a repository has all of the charts in, newest first. @throws CapstanError */
export async function listVersions(
  root: string,
  names: readonly string[],
  settings: RepositorySettings,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const repository = open(root, settings);
  try {
    return versionsIn(await repository.index(signal), names);
  } finally {
    repository.close();
  }
}

interface Repository {
  index(signal?: AbortSignal): Promise<RepositoryIndex>;
  archive(entry: IndexEntry, signal?: AbortSignal): Promise<Buffer>;
  close(): void;
}

function open(root: string, settings: RepositorySettings): Repository {
  return root.startsWith('file:') ? openFolder(root, settings) : openServer(root, settings);
}

function openServer(root: string, settings: RepositorySettings): Repository {
  const repository = new ChartRepository(root, {}, settings);
  return {
    index: (signal) => repository.fetchIndex(signal),
    archive: async (entry, signal) => {
      const url = repository.archiveUrl(entry, `chart ${entry.name}`);
      return (await fetchArchive(repository, url, entry, settings, {}, signal)).archive;
    },
    close: () => repository.close(),
  };
}

function openFolder(root: string, { onNote }: RepositorySettings): Repository {
  const url = folderUrl(root);
  return {
    index: async () => parseIndex(await readFrom(resolveReference(url, 'index.yaml')), root, onNote),
    archive: async (entry) => {
      const [reference] = entry.urls;
      if (reference === undefined) throw notFound(`chart ${entry.name} has no address in the index of ${root}`);
      const path = resolveReference(url, reference);
      const archive = await readFrom(path);
      const digest = createHash('sha256').update(archive).digest('hex');
      const wanted = entry.digest?.replace(/^sha256:/, '').toLowerCase();
      if (wanted === undefined || wanted === digest) return archive;
      throw new CapstanError(
        'CHART_CORRUPT',
        `${path} is not what the index announces: its sha256 should be ${wanted}, and is ${digest}`,
        { hint: 'build the charts again' },
      );
    },
    close() {},
  };
}

/** `file:charts/local` and `file://./charts` mean a folder below the one we are in. */
function folderUrl(root: string): string {
  try {
    if (/^file:\/\/\/|^file:\/[^/]/.test(root)) return pathToFileURL(fileURLToPath(root)).href;
    return pathToFileURL(root.replace(/^file:(\/\/)?/, '')).href;
  } catch (error) {
    throw new CapstanError('REPOSITORY_INVALID', `${root} is no address of a folder: ${messageOf(error)}`, {
      cause: error,
      hint: 'write it as file:///home/me/shop/charts/local',
    });
  }
}

async function readFrom(url: string): Promise<Buffer> {
  if (!url.startsWith('file:')) throw notFound(`${withoutSecrets(url)}: a folder of charts leads to no other server`);
  const path = fileURLToPath(url);
  try {
    return await readFile(path);
  } catch (error) {
    const isIndex = basename(path) === 'index.yaml';
    throw new CapstanError(
      'REPOSITORY_UNREACHABLE',
      `there is no ${isIndex ? 'chart index' : 'chart'} at ${path}: ${messageOf(error)}`,
      { cause: error, hint: isIndex ? 'make one with `capstan build chart`' : 'build the charts again' },
    );
  }
}

function entryOf(index: RepositoryIndex, name: string, version: string, root: string): IndexEntry {
  const entries = index.get(name) ?? [];
  const found =
    entries.find((entry) => entry.version === version) ??
    entries.find((entry) => isSameVersion(entry.version, version));
  if (found) return found;
  const others = entries.map((entry) => entry.version).slice(0, 5);
  throw notFound(
    `chart ${name} ${version} is not in the index of ${withoutSecrets(root)}`,
    others.length > 0 ? `there are ${others.join(', ')}` : 'the index has no version of this chart',
  );
}

async function chartOf(entry: IndexEntry, repository: Repository, signal?: AbortSignal): Promise<Chart> {
  const archive = await repository.archive(entry, signal);
  const chart = loadArchive(archive, `${entry.name}-${entry.version}.tgz`);
  checkInstallable(chart);
  checkDependencies(chart);
  if (chart.metadata.name === entry.name) return chart;
  throw new CapstanError('CHART_INVALID', `${entry.name}-${entry.version}.tgz holds chart ${chart.metadata.name}`);
}

function versionsIn(index: RepositoryIndex, names: readonly string[]): readonly string[] {
  const [first = '', ...others] = names;
  return (index.get(first) ?? [])
    .map(({ version }) => version)
    .filter((version) => others.every((name) => index.get(name)?.some((entry) => entry.version === version)));
}

function notFound(message: string, hint = 'choose another chart version'): CapstanError {
  return new CapstanError('CHART_NOT_FOUND', message, { hint });
}
