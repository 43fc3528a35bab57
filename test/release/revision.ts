import type { RecordSummary } from '../../src/release/history.ts';
import type { RecordStatus } from '../../src/release/record.ts';

/** The summary of one recorded revision of release demo/kre. */
export function revision(
  number: number,
  status: RecordStatus,
  digest: string,
  more: Partial<RecordSummary> = {},
): RecordSummary {
  return {
    secretName: `sh.helm.release.v1.kre.v${number}`,
    namespace: 'demo',
    releaseName: 'kre',
    revision: number,
    status,
    resourceVersion: String(100 + number),
    createdAt: '2026-01-01T00:00:00Z',
    digest,
    owner: { apiVersion: 'kre.konstellation.io/v1alpha1', kind: 'Runtime', name: 'kre', uid: 'u1' },
    inventoryText: '',
    ...more,
  };
}
