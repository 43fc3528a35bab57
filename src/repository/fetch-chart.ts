import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { isAbsoluteAddress, isOci, isSameServer, withoutSecrets } from './address.ts';
import { asNoRepository, ChartRepository, openRepository, readCachedIndex } from './chart-repository.ts';
import { type FetchedChart, type FetchOptions, fetchArchive } from './fetch-archive.ts';
import { findEntry, type IndexEntry, type RepositoryIndex } from './index-file.ts';
import { fetchOciChart } from './oci-chart.ts';
import { findRepository, type NamedRepository, readRepositories } from './repositories-file.ts';
import type { ChartSource, RepositorySettings } from './settings.ts';

/**
 * A chart from wherever its name says: `repository/chart`, an address, `oci://…`, or a name in the repository --repo.
 * @throws CapstanError with Helm's words
 */
export async function fetchChart(
  name: string,
  source: ChartSource,
  settings: RepositorySettings,
  options: FetchOptions = {},
  signal?: AbortSignal,
): Promise<FetchedChart> {
  if (source.repo) return fetchFromAddress(source.repo, name, source, settings, options, signal);
  if (isOci(name)) return fetchOciChart(name, source, settings, options, signal);
  const repositories = await readRepositories(settings);
  if (isAbsoluteAddress(name)) {
    const owner = repositories.find(({ url }) => isSameServer(url, name) && name.startsWith(url));
    const repository = owner
      ? openRepository(merge(source, owner), settings)
      : new ChartRepository(name, source, settings);
    try {
      return await fetchArchive(repository, name, undefined, settings, options, signal);
    } finally {
      repository.close();
    }
  }
  const slash = name.indexOf('/');
  if (slash < 0) {
    const form = 'non-absolute URLs should be in form of repo_name/path_to_chart';
    throw new CapstanError('CHART_NOT_FOUND', `${form}, got: ${name}`, {
      hint: 'name a folder, an archive, repository/chart, an address or oci://…',
    });
  }
  const named = findRepository(repositories, name.slice(0, slash));
  const fetched = await fetchFromNamed(named, name.slice(slash + 1), source, settings, options, signal);
  return { ...fetched, reference: name };
}

async function fetchFromAddress(
  address: string,
  name: string,
  source: ChartSource,
  settings: RepositorySettings,
  options: FetchOptions,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const repository = new ChartRepository(address, source, settings);
  try {
    const index = await repository.fetchIndex(signal).catch((error: unknown) => {
      throw asNoRepository(address, error);
    });
    const wanted = source.version ?? '';
    const what = `chart "${name}"${wanted === '' ? '' : ` version "${wanted}"`}`;
    const entry = findOr(index, name, wanted, () => `${what} not found in ${withoutSecrets(address)} repository`);
    const url = repository.archiveUrl(entry, what);
    if (isOci(url)) return await fetchOciChart(url, source, settings, options, signal);
    return await fetchArchive(repository, url, entry, settings, options, signal);
  } finally {
    repository.close();
  }
}

async function fetchFromNamed(
  named: NamedRepository,
  name: string,
  source: ChartSource,
  settings: RepositorySettings,
  options: FetchOptions,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const repository = openRepository(merge(source, named), settings);
  try {
    const index =
      (await readCachedIndex(named.name, settings)) ?? (await fetchMissingIndex(repository, named.name, signal));
    const wanted = source.version ?? '';
    const entry = findOr(
      index,
      name,
      wanted,
      (why) => `chart "${name}" matching ${wanted} not found in ${named.name} index. (try 'helm repo update'): ${why}`,
    );
    const url = repository.archiveUrl(entry, `chart "${named.name}/${name}"`);
    if (isOci(url)) return await fetchOciChart(url, source, settings, options, signal);
    return await fetchArchive(repository, url, entry, settings, options, signal);
  } finally {
    repository.close();
  }
}

/** Helm would stop here and ask for `helm repo update`. */
async function fetchMissingIndex(
  repository: ChartRepository,
  name: string,
  signal?: AbortSignal,
): Promise<RepositoryIndex> {
  return repository.updateIndex(name, signal).catch((error: unknown) => {
    if (!isCapstanError(error)) throw error;
    const words = `no cached repo found. (try 'helm repo update'): ${error.message}`;
    throw new CapstanError(error.code, words, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  });
}

function findOr(index: RepositoryIndex, name: string, wanted: string, words: (why: string) => string): IndexEntry {
  try {
    return findEntry(index, name, wanted);
  } catch (error) {
    const others = (index.get(name) ?? []).slice(0, 5).map(({ version }) => version);
    throw new CapstanError('CHART_NOT_FOUND', words(messageOf(error)), {
      cause: error,
      ...(others.length > 0 ? { hint: `there are ${others.join(', ')}` } : {}),
    });
  }
}

/** What repositories.yaml says about a repository goes before the flags, in Helm too. */
function merge(source: ChartSource, named: NamedRepository): NamedRepository {
  const { caFile, certFile, keyFile, username, password } = named;
  return {
    ...source,
    ...named,
    ...(caFile || certFile || keyFile ? {} : pick(source, 'caFile', 'certFile', 'keyFile')),
    ...(username && password ? {} : pick(source, 'username', 'password', 'passCredentials')),
    insecureSkipTlsVerify: (named.insecureSkipTlsVerify || source.insecureSkipTlsVerify) ?? false,
  };
}

function pick<K extends keyof ChartSource>(source: ChartSource, ...keys: readonly K[]): Pick<ChartSource, K> {
  return Object.fromEntries(keys.map((key) => [key, source[key]])) as Pick<ChartSource, K>;
}
