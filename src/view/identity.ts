import type { ReleaseIdentity, ReleaseRecord } from '../release/index.ts';
import type { Release } from './find.ts';

export function identityOf(release: Release, record: ReleaseRecord): ReleaseIdentity {
  return {
    name: release.name,
    namespace: record.namespace || release.namespace,
    storageNamespace: release.namespace,
    chartName: String(record.chart.metadata['name'] ?? ''),
    owner: release.owner,
  };
}
