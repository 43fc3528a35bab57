import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { type Chart, checkDependencies, loadArchive, loadOnce } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import { checkInstallable } from '../render/index.ts';
import type { ChartFlags } from './chart-flags.ts';
import type { HelmFlags } from './helm-settings.ts';
import { warn } from './print.ts';

/** Reads a chart that is known to be somewhere. */
export type OpenChart = () => Promise<Chart>;

/**
 * The chart that a word of a command line means: a path if there is one, else REPO/CHART, a URL, oci://…; what is not there is
 * told at once, what it holds is read by the function that comes back, ready to be rendered.
 * @throws CapstanError CHART_NOT_FOUND or CHART_INVALID in Helm's words.
 */
export async function findChart(given: string, flags: ChartFlags & HelmFlags): Promise<OpenChart> {
  const reference = given.trim();
  if (existsSync(reference)) {
    if (flags.repo) {
      const what = 'local chart found in current working directory. repository url ignored';
      warn(`install.go:759: WARN ${what} chart=${reference} repository=${flags.repo}`);
    }
    if (flags.verify) (await import('../repository/index.ts')).refuseVerification(resolve(reference));
    return async () => checked(loadOnce(resolve(reference)));
  }
  if (isAbsolute(reference) || reference.startsWith('.')) {
    throw new CapstanError('CHART_NOT_FOUND', `path ${JSON.stringify(reference)} not found`, {
      hint: 'name a chart directory, a packed chart, REPO/CHART, a URL or oci://…',
    });
  }
  const { fetchChart } = await import('./fetch-chart.ts');
  const { bytes, name } = await fetchChart(reference, flags);
  return async () => checked(await loadArchive(bytes, name));
}

function checked(chart: Chart): Chart {
  checkInstallable(chart);
  if (chart.metadata.deprecated) warn('WARNING: This chart is deprecated');
  checkDependencies(chart);
  return chart;
}
