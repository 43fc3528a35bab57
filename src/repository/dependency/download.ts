import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadArchive, loadChart } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { isOci } from '../address.ts';
import { fetchArchive } from '../fetch-archive.ts';
import { writeAtomically } from '../files.ts';
import { fetchOciChart } from '../oci-chart.ts';
import { saveChart } from '../package/index.ts';
import { isSameVersion, satisfies } from '../versions.ts';
import type { Locked } from './lock.ts';
import { isLocal, localPath } from './paths.ts';
import { constraintOf, type ResolveContext } from './resolve.ts';

export interface DownloadContext extends ResolveContext {
  readonly out: (line: string) => void;
  readonly now: Date;
}

/**
 * Fetches every dependency into charts/ and deletes archives there that are none any more. Nothing in charts/ changes
 * before all are fetched and found to be charts.
 * @throws CapstanError
 */
export async function downloadAll(
  locked: readonly Locked[],
  context: DownloadContext,
  signal?: AbortSignal,
): Promise<void> {
  const { chartFolder, out } = context;
  const target = join(chartFolder, 'charts');
  await makeChartsFolder(target);
  // beside charts/, so that a rename is enough
  const temporary = await mkdtemp(join(chartFolder, 'tmpcharts-'));
  try {
    out(`Saving ${locked.length} charts`);
    await fetchInto(temporary, locked, context, signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      out(`Save error occurred:  ${messageOf(error)}`);
      throw error;
    });
    await moveInto(target, temporary, locked, out);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function makeChartsFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) {
    throw new CapstanError('DEPENDENCIES_INVALID', `"${folder}" is not a directory`, { place: { file: folder } });
  }
  await mkdir(folder, { recursive: true });
}

async function fetchInto(
  folder: string,
  locked: readonly Locked[],
  context: DownloadContext,
  signal?: AbortSignal,
): Promise<void> {
  const done = new Set<string>();
  for (const dependency of locked) {
    const { name, repository } = dependency;
    if (repository === '') {
      context.out(`Dependency ${name} did not declare a repository. Assuming it exists in the charts directory`);
      await checkUnpacked(dependency, context.chartFolder, signal);
    } else if (isLocal(repository)) {
      await packLocal(dependency, folder, context, signal);
    } else {
      await fetchOne(dependency, folder, done, context, signal);
    }
  }
}

async function checkUnpacked({ name, version }: Locked, chartFolder: string, signal?: AbortSignal): Promise<void> {
  const folder = join(chartFolder, 'charts', name);
  const chart = await loadChart(folder, signal).catch((error: unknown) => {
    throw new CapstanError('DEPENDENCIES_INVALID', `unable to load chart '${folder}': ${messageOf(error)}`, {
      cause: error,
    });
  });
  const found = chart.metadata.version;
  if (satisfies(found, constraintOf(name, version))) return;
  const words = `dependency ${name} at version ${found} does not satisfy the constraint ${version}`;
  throw new CapstanError('DEPENDENCIES_INVALID', words);
}

async function packLocal(
  { name, repository, version }: Locked,
  folder: string,
  { chartFolder, now }: DownloadContext,
  signal?: AbortSignal,
): Promise<void> {
  const chart = await loadChart(await localPath(repository, chartFolder), signal);
  if (!satisfies(chart.metadata.version, constraintOf(name, version))) {
    throw new CapstanError('DEPENDENCIES_INVALID', `can't get a valid version for dependency ${name}`);
  }
  await saveChart(chart, folder, now);
}

async function fetchOne(
  dependency: Locked,
  folder: string,
  done: Set<string>,
  context: DownloadContext,
  signal?: AbortSignal,
): Promise<void> {
  const { name, repository, version } = dependency;
  const { access, settings, out } = context;
  const url = isOci(repository) ? `${repository}/${name}:${version}` : await archiveUrl(dependency, context);
  if (done.has(url)) {
    out(`Already downloaded ${name} from repo ${repository}`);
    return;
  }
  out(`Downloading ${name} from repo ${repository}`);
  const entry = isOci(url) ? undefined : await entryOf(dependency, context);
  const fetching = isOci(url)
    ? fetchOciChart(url, access, settings, {}, signal)
    : fetchArchive(context.repositories.repository(repository), url, entry, settings, {}, signal);
  const { archive, fileName } = await fetching.catch((error: unknown) => {
    signal?.throwIfAborted();
    const where = isOci(url) ? `${repository}/${name}` : url;
    throw wrap(error, `could not download ${where}`);
  });
  await writeAtomically(join(folder, fileName), archive);
  done.add(url);
}

async function archiveUrl(dependency: Locked, context: DownloadContext): Promise<string> {
  const entry = await entryOf(dependency, context);
  return context.repositories.repository(dependency.repository).archiveUrl(entry, `chart "${dependency.name}"`);
}

async function entryOf({ name, repository, version }: Locked, context: DownloadContext) {
  const versions = (await context.repositories.index(repository)).get(name);
  if (!versions) throw new CapstanError('DEPENDENCIES_INVALID', 'could not find : entry not found');
  const found = versions.find(
    (entry) => entry.urls.length > 0 && (version === '' || isSameVersion(version, entry.version)),
  );
  if (found) return found;
  throw new CapstanError('DEPENDENCIES_INVALID', 'could not find : no matching version');
}

/** What is no chart stays out; what was there and is not among the new ones goes, but for charts of no repository. */
async function moveInto(
  target: string,
  source: string,
  locked: readonly Locked[],
  out: (line: string) => void,
): Promise<void> {
  const unpackedNames = new Set(locked.filter(({ repository }) => repository === '').map(({ name }) => name));
  const before = await readdir(target, { withFileTypes: true });
  const fetched = new Set((await readdir(source)).sort());
  for (const name of fetched) {
    const file = join(source, name);
    const problem = await problemOf(file);
    if (problem === undefined) await rename(file, join(target, name));
    else out(`Could not verify ${file} for moving: ${problem} (Skipping)`);
  }
  out('Deleting outdated charts');
  for (const entry of before) {
    if (entry.isDirectory() || fetched.has(entry.name)) continue;
    const file = join(target, entry.name);
    try {
      if (unpackedNames.has(await chartName(file))) continue;
    } catch (error) {
      out(`Could not verify ${file} for deletion: ${messageOf(error)} (Skipping)`);
      continue;
    }
    await rm(file);
  }
}

async function problemOf(file: string): Promise<string | undefined> {
  return chartName(file).then(() => undefined, messageOf);
}

async function chartName(file: string): Promise<string> {
  return loadArchive(await readFile(file), file).metadata.name;
}

function wrap(error: unknown, what: string): unknown {
  if (!(error instanceof CapstanError)) return error;
  return new CapstanError(error.code, `${what}: ${error.message}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.status === undefined ? {} : { status: error.status }),
  });
}
