import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Warn } from '../chart/index.ts';
import { CapstanError, fileErrorText } from '../errors/index.ts';
import type { Capabilities } from '../render/index.ts';
import { lintChartFile } from './chart-file.ts';
import { lintDependencies } from './dependencies.ts';
import { lintTemplates } from './templates.ts';
import { lintValues } from './values.ts';

export type Severity = 'info' | 'warning' | 'error';

export interface Finding {
  readonly severity: Severity;
  /** The file of the chart it is about. */
  readonly path: string;
  readonly message: string;
}

export type Table = Record<string, unknown>;

export interface LintOptions {
  /** The user's, over the chart's. Their tables are changed, as Helm's linter changes them. */
  readonly values: Table;
  readonly namespace: string;
  readonly capabilities: Capabilities;
  readonly skipSchemaValidation: boolean;
  /** Told what Helm prints to standard error, a line each. */
  readonly warn: Warn;
}

/** Where rules put what they find. */
export type Report = (severity: Severity, path: string, message: string) => void;

/**
 * @param dir an unpacked chart
 * @throws CapstanError CHART_INVALID when there is no Chart.yaml to look at
 */
export async function lintChart(dir: string, options: LintOptions, signal?: AbortSignal): Promise<readonly Finding[]> {
  checkChartFile(join(dir, 'Chart.yaml'));
  const findings: Finding[] = [];
  const report: Report = (severity, path, message) => findings.push({ severity, path, message });
  lintChartFile(dir, report);
  lintValues(dir, options, report);
  await lintTemplates(dir, options, report, signal);
  await lintDependencies(dir, options.warn, report, signal);
  return findings;
}

function checkChartFile(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', `unable to check Chart.yaml file in chart: ${fileErrorText(error, path)}`);
  }
}

/** `[INFO] Chart.yaml: icon is recommended` */
export function formatFinding({ severity, path, message }: Finding): string {
  return `[${severity.toUpperCase()}] ${path}: ${message}`;
}
