import { hasReadiness, type ObjectRef, type Readiness, readinessOf, refOf } from '../cluster/index.ts';
import { isCapstanError, messageOf } from '../errors/index.ts';
import { inventoryOf, type RecordSummary, readObjects, type Seen } from '../release/index.ts';
import { inBatches } from './batches.ts';
import type { Release } from './find.ts';
import { readCurrent } from './find.ts';
import { identityOf } from './identity.ts';
import type { View } from './view.ts';

/** One object of a release as it is. Of kinds that are ready by existing only the metadata; not there too: may not be read. */
export type LiveItem = Seen;

/** The objects that a release's deployed revision (else its newest) stands for. */
export async function objectsOf(view: View, release: Release, summary: RecordSummary): Promise<readonly ObjectRef[]> {
  const known = inventoryOf(summary);
  if (known) return known.map(({ ref }) => ref);
  const { record } = await readCurrent(view, release, summary.revision);
  const { cluster, signal } = view;
  const access = { cluster, recordCluster: cluster, identity: identityOf(release, record) };
  return (await readObjects(access, summary, signal)).map(refOf);
}

export function lookAt(view: View, refs: readonly ObjectRef[]): Promise<LiveItem[]> {
  return inBatches(refs, (ref) => lookAtOne(view, ref));
}

const asGone: Readiness = { status: 'InProgress', message: 'missing' };

async function lookAtOne({ cluster, signal }: View, ref: ObjectRef): Promise<LiveItem> {
  try {
    const object = await cluster.get(ref, signal, { metadataOnly: !hasReadiness(ref) });
    return { ref, object, readiness: object ? readinessOf(object) : asGone };
  } catch (error) {
    if (!isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN', 'OBJECT_INVALID')) throw error;
    const message = isCapstanError(error, 'FORBIDDEN') ? 'may not be read' : messageOf(error);
    return { ref, object: undefined, readiness: { status: 'Unknown', message } };
  }
}
