import { resolve } from 'node:path';
import { type Chart, loadChart, type Warn } from '../chart/index.ts';
import { messageOf } from '../errors/index.ts';
import type { Report } from './lint-chart.ts';

/** Chart.yaml and charts/ name the same charts, each once. */
export async function lintDependencies(dir: string, warn: Warn, report: Report, signal?: AbortSignal): Promise<void> {
  const path = resolve(dir);
  let chart: Chart;
  try {
    chart = await loadChart(path, signal);
  } catch (error) {
    report('error', '', `unable to load chart\n\t${messageOf(error)}`);
    return;
  }
  for (const line of chart.warnings) warn(line);
  const declared = chart.metadata.dependencies ?? [];
  const present = chart.dependencies.map(({ metadata }) => metadata.name);
  const undeclared = present.filter((name) => !declared.some((dependency) => dependency.name === name));
  if (undeclared.length > 0) {
    report('error', path, `chart metadata is missing these dependencies: ${undeclared.join(',')}`);
  }
  // that two entries go by one name is found by the loader
  const absent = declared.map(({ name }) => name).filter((name) => !present.includes(name));
  if (absent.length > 0) {
    report('warning', path, `chart directory is missing these dependencies: ${absent.join(',')}`);
  }
}
