import type { Chart } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import { parseConstraint, parseVersion, SemverError } from '../semver/index.ts';
import type { Capabilities } from './manifest.ts';

/**
 * Refuses what Helm refuses to install: a library chart.
 * @throws CapstanError CHART_INVALID in Helm's words.
 */
export function checkInstallable({ metadata }: Chart): void {
  const { name, type } = metadata;
  if (!type || type === 'application') return;
  throw new CapstanError('CHART_INVALID', `${type} charts are not installable`, {
    hint: `${name} is there to be a subchart of others`,
  });
}

/**
 * Refuses a chart whose kubeVersion leaves the cluster out.
 * @throws CapstanError CHART_INVALID in Helm's words.
 */
export function checkKubeVersion({ metadata }: Chart, { kubeVersion }: Capabilities): void {
  const { name, kubeVersion: constraint } = metadata;
  if (!constraint || isCompatible(constraint, kubeVersion.version)) return;
  throw new CapstanError(
    'CHART_INVALID',
    `chart requires kubeVersion: ${constraint} which is incompatible with Kubernetes ${kubeVersion.version}`,
    { hint: `use a version of ${name} for this cluster, or correct kubeVersion in its Chart.yaml` },
  );
}

function isCompatible(constraint: string, version: string): boolean {
  try {
    return parseConstraint(constraint).check(parseVersion(version));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}
