import type { Project } from '../project/index.ts';
import type { Mode } from './request.ts';

export interface PlannedCharts {
  /** Relative to the project, as all paths of a plan. */
  readonly from: string;
  readonly to: string;
  readonly packages: readonly string[];
  readonly index: string;
}

export const adminToolsPath = 'bin/admin-tools.tar.gz';

/** `charts/local` */
export function chartsFolder(project: Project, mode: Mode): string {
  return `${project.charts?.to ?? 'charts'}/${mode}`;
}

export function planCharts(names: readonly string[], project: Project, mode: Mode, version: string): PlannedCharts {
  const to = chartsFolder(project, mode);
  return {
    from: project.charts?.from ?? '',
    to,
    packages: names.map((name) => `${to}/${version}/${name}-${version}.tgz`),
    index: `${to}/index.yaml`,
  };
}
