import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import { fetchChart } from './fetch-chart.ts';
import { writeAtomically } from './files.ts';
import type { ChartSource, RepositorySettings } from './settings.ts';
import { refuseVerification } from './verification.ts';

/**
 * Where a chart is on this disk, for loadChart: a folder or an archive that is there already, else what was fetched into
 * Helm's cache. Helm's LocateChart.
 * @throws CapstanError with Helm's words
 */
export async function locateChart(
  given: string,
  source: ChartSource,
  settings: RepositorySettings,
  signal?: AbortSignal,
): Promise<string> {
  const name = given.trim();
  const isThere = await stat(name).then(
    () => true,
    () => false,
  );
  if (isThere) {
    if (source.repo) settings.onNote?.(`warning: ${name} is in the current directory; --repo is not looked at`);
    if (source.verify) refuseVerification(name);
    return resolve(name);
  }
  if (isAbsolute(name) || name.startsWith('.')) {
    throw new CapstanError('CHART_NOT_FOUND', `path "${name}" not found`, { place: { file: name } });
  }
  if (source.verify) refuseVerification(name);
  const version = source.version?.trim();
  const wanted = version === undefined ? source : { ...source, version };
  const { archive, fileName } = await fetchChart(name, wanted, settings, {}, signal);
  const path = join(settings.repositoryCache, fileName);
  await writeAtomically(path, archive);
  return resolve(path);
}
