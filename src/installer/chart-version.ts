import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { RepositorySettings } from '../repository/index.ts';
import { knitfabCharts, listVersions } from './charts/index.ts';
import { rootOf, type Source } from './settings/index.ts';

export const chartNames = knitfabCharts.map(({ name }) => name);

type Undecided = Omit<Source, 'chartVersion'> & { readonly chartVersion: string | undefined };

/** Nobody knows which version is meant: the newest may be another one tomorrow. @throws CapstanError USAGE */
export async function requireVersion(
  source: Undecided,
  settings: RepositorySettings,
  signal: AbortSignal,
): Promise<Source> {
  const { chartVersion } = source;
  if (chartVersion) return { ...source, chartVersion };
  throw new CapstanError('USAGE', 'no chart version is given', {
    hint: `set --chart-version or CHART_VERSION${await suggestion(rootOf(source), settings, signal)}`,
  });
}

async function suggestion(root: string, settings: RepositorySettings, signal: AbortSignal): Promise<string> {
  try {
    const [newest] = await listVersions(root, chartNames, settings, signal);
    return newest === undefined ? '' : `; the newest is ${newest}`;
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    return ''; // the hint does without
  }
}
