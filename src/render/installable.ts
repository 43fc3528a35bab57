import { satisfies, validRange } from 'semver';
import type { Chart } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Capabilities } from './manifest.ts';

/**
 * Refuses what Helm refuses to install: a library chart, and a chart whose kubeVersion leaves the cluster out.
 * @throws CapstanError CHART_INVALID
 */
export function checkInstallable({ metadata }: Chart, capabilities: Capabilities): void {
  const { name, type, kubeVersion } = metadata;
  if (type === 'library') {
    throw new CapstanError('CHART_INVALID', `chart ${name}: library charts are not installable`, {
      hint: 'it is there to be a subchart of others',
    });
  }
  if (!kubeVersion || isCompatible(kubeVersion, capabilities.kubeVersion.version)) return;
  throw new CapstanError(
    'CHART_INVALID',
    `chart ${name} requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${capabilities.kubeVersion.version}`,
    { hint: 'use a version of the chart for this cluster, or correct kubeVersion in Chart.yaml' },
  );
}

/** Helm's constraints in npm's: commas mean and; a pre-release such as 1.34.1-gke.5 fits when the range names one, as >=1.30-0. */
function isCompatible(constraint: string, version: string): boolean {
  const range = validRange(constraint.replaceAll(',', ' '));
  return (
    range !== null &&
    satisfies(version.replace(/^v?(\d+\.\d+)(?![.\d])/, '$1.0'), range, { includePrerelease: constraint.includes('-') })
  );
}
