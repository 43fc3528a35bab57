import type { KubeObject } from '../cluster/index.ts';
import { parseManifestText } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import type { RecordSummary } from './history.ts';
import { stampRecorded } from './objects.ts';
import { readRecord } from './store.ts';

/** The objects of a recorded revision, stamped as they are sent. Reads the record: one request. */
export async function readObjects(
  context: Pick<ReleaseContext, 'cluster' | 'recordCluster' | 'identity'>,
  summary: RecordSummary,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const record = await readRecord(context, summary, signal);
  return stampRecorded(parseManifestText(record.manifest), context, signal);
}
