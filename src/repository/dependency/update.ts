import { stat } from 'node:fs/promises';
import { type Chart, type ChartLock, loadChartAlone } from '../../chart/index.ts';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { isOci } from '../address.ts';
import { readRepositories } from '../repositories-file.ts';
import type { Access, RepositorySettings } from '../settings.ts';
import { refuseVerification } from '../verification.ts';
import { type DownloadContext, downloadAll } from './download.ts';
import { type Locked, legacyLockDigest, lockDigest, writeLock } from './lock.ts';
import { isLocal } from './paths.ts';
import { DependencyRepositories, type Resolved, resolveRepositories } from './repositories.ts';
import { chooseVersions } from './resolve.ts';
import { goTimestamp } from './timestamp.ts';

export interface DependencyOptions extends Access {
  /** Take the indexes as they lie in the cache. */
  readonly skipRefresh?: boolean;
  readonly verify?: boolean;
  readonly now: Date;
  /** Told what Helm prints, a line each. */
  readonly out: (line: string) => void;
}

/** Chooses the versions of a chart's dependencies, fetches them into charts/ and writes Chart.lock. @throws CapstanError */
export async function updateDependencies(
  chartFolder: string,
  options: DependencyOptions,
  settings: RepositorySettings,
  signal?: AbortSignal,
): Promise<void> {
  const chart = await loadFolder(chartFolder, signal);
  const { metadata } = chart;
  if (metadata.dependencies === undefined) return;
  await withRepositories(chartFolder, options, settings, async (context) => {
    const requirements = await resolveRepositories(
      metadata.dependencies ?? [],
      context.repositories.known,
      chartFolder,
    );
    await refresh(requirements, context, options, signal);
    const locked = await chooseVersions(requirements, context, signal);
    if (options.verify) refuseVerification('the dependencies');
    await downloadAll(locked, context, signal);
    await saveLock(chart, chartFolder, requirements, locked, options.now);
  });
}

/** Fetches what Chart.lock says; without it, as `updateDependencies`. @throws CapstanError */
export async function buildDependencies(
  chartFolder: string,
  options: DependencyOptions,
  settings: RepositorySettings,
  signal?: AbortSignal,
): Promise<void> {
  const chart = await loadFolder(chartFolder, signal);
  const { lock } = chart;
  if (!lock) return updateDependencies(chartFolder, options, settings, signal);
  await withRepositories(chartFolder, options, settings, async (context) => {
    const known = context.repositories.known;
    const requirements = await resolveRepositories(chart.metadata.dependencies ?? [], known, chartFolder);
    checkLock(chart, lock, requirements, settings);
    const locked = lock.dependencies.map(({ name, repository = '', version = '' }) => ({ name, repository, version }));
    checkKnown(locked, context.repositories);
    if (!options.skipRefresh) await updateKnown(context, options, signal);
    if (options.verify) refuseVerification('the dependencies');
    await downloadAll(locked, context, signal);
  });
}

async function loadFolder(folder: string, signal?: AbortSignal): Promise<Chart> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new CapstanError('CHART_INVALID', `could not find ${folder}: ${fileErrorText(error, folder)}`, {
      place: { file: folder },
      cause: error,
    });
  });
  if (!found.isDirectory()) {
    throw new CapstanError('CHART_INVALID', 'only unpacked charts can be updated', { place: { file: folder } });
  }
  return loadChartAlone(folder, signal);
}

async function withRepositories(
  chartFolder: string,
  options: DependencyOptions,
  settings: RepositorySettings,
  body: (context: DownloadContext) => Promise<void>,
): Promise<void> {
  const repositories = new DependencyRepositories(await readRepositories(settings), settings);
  const { out, now } = options;
  try {
    await body({ chartFolder, repositories, access: options, settings, out, now });
  } finally {
    repositories.close();
  }
}

/** First the repositories that nobody has named, then those of repositories.yaml, as Helm does. */
async function refresh(
  requirements: readonly Resolved[],
  context: DownloadContext,
  options: DependencyOptions,
  signal?: AbortSignal,
): Promise<void> {
  if (options.skipRefresh) return;
  const { repositories, out } = context;
  const addresses = requirements
    .map(({ repository }) => repository)
    .filter((one) => one !== '' && !isLocal(one) && !isOci(one) && !repositories.isKnown(one));
  if (addresses.length > 0) {
    out('Getting updates for unmanaged Helm repositories...');
    await repositories.update([...new Set(addresses)], out, signal);
  }
  await updateKnown(context, options, signal);
}

async function updateKnown({ repositories, out }: DownloadContext, _: DependencyOptions, signal?: AbortSignal) {
  if (repositories.known.length === 0) return;
  out('Hang tight while we grab the latest from your chart repositories...');
  const addresses = repositories.known.map(({ url }) => url);
  await repositories.update(addresses, out, signal);
  out('Update Complete. ⎈Happy Helming!⎈');
}

/** @throws CapstanError DEPENDENCIES_INVALID when the lock is of other dependencies. */
function checkLock(
  { metadata }: Chart,
  lock: ChartLock,
  requirements: readonly Resolved[],
  settings: RepositorySettings,
): void {
  if (lockDigest(requirements, lock.dependencies) === lock.digest) return;
  const isLegacy = metadata.apiVersion === 'v1';
  if (isLegacy) {
    settings.onNote?.('manager.go:122: warning: a valid Helm v3 hash was not found. Checking against Helm v2 hash...');
    if (legacyLockDigest(metadata.dependencies ?? []) === lock.digest) return;
  }
  const [lockFile, file] = isLegacy ? ['requirements.lock', 'requirements.yaml'] : ['Chart.lock', 'Chart.yaml'];
  throw new CapstanError(
    'DEPENDENCIES_INVALID',
    `the lock file (${lockFile}) is out of sync with the dependencies file (${file}). Please update the dependencies`,
    { hint: 'run capstan dependency update' },
  );
}

function checkKnown(locked: readonly Locked[], repositories: DependencyRepositories): void {
  const missing = locked
    .map(({ repository }) => repository)
    .filter((one) => one !== '' && !isLocal(one) && !isOci(one) && !repositories.isKnown(one.replace(/\/$/, '')));
  if (missing.length === 0) return;
  throw new CapstanError(
    'DEPENDENCIES_INVALID',
    `no repository definition for ${missing.join(', ')}. Please add the missing repos via 'helm repo add'`,
    { hint: 'or run capstan dependency update, which needs no names' },
  );
}

/** A lock that still holds stays as it is, its time too. */
async function saveLock(
  chart: Chart,
  chartFolder: string,
  requirements: readonly Resolved[],
  locked: readonly Locked[],
  now: Date,
): Promise<void> {
  const digest = lockDigest(requirements, locked);
  if (chart.lock?.digest === digest) return;
  const lock: ChartLock = { dependencies: locked, digest, generated: goTimestamp(now) };
  await writeLock(chartFolder, lock, chart.metadata.apiVersion);
}
