import { readRecord, redact } from '../release/index.ts';
import { inBatches } from './batches.ts';
import type { Release } from './find.ts';
import { secretTextsOf } from './redact.ts';
import type { View } from './view.ts';

/** One recorded revision, in the fields of `helm history`. */
export interface Revision {
  readonly revision: number;
  readonly updated: string;
  readonly status: string;
  readonly chart: string;
  readonly app_version: string;
  readonly description: string;
}

/** The newest `atMost` of a release's revisions, oldest first. */
export function readRevisions({ cluster, signal }: View, { history }: Release, atMost: number): Promise<Revision[]> {
  const access = { recordCluster: cluster };
  return inBatches(history.slice(-atMost), async (summary) => {
    const record = await readRecord(access, summary, signal);
    const { info, chart, version } = record;
    return {
      revision: version,
      updated: info.last_deployed,
      status: info.status,
      chart: `${chart.metadata['name']}-${chart.metadata['version']}`,
      app_version: String(chart.metadata['appVersion'] ?? ''),
      description: redact(info.description ?? '', secretTextsOf(record)),
    };
  });
}
