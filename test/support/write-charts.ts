import { type CompiledChart, packCharts, type WriteOptions, type WrittenChart } from '../../src/build/charts/index.ts';
import { finishStaged, stage } from '../../src/build/staging.ts';

/** Packages and index.yaml into the place of a repository, staged as a build does it. */
export async function writeCharts(
  charts: readonly CompiledChart[],
  options: WriteOptions,
  signal?: AbortSignal,
): Promise<readonly WrittenChart[]> {
  const { to, version } = options;
  await finishStaged(to);
  return stage(to, [version, 'index.yaml'], (folder) => packCharts(charts, folder, options, signal));
}
