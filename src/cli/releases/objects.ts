import {
  hasReadiness,
  type KubeObject,
  type ObjectRef,
  type Readiness,
  readinessOf,
  refOf,
} from '../../cluster/index.ts';
import { isCapstanError, messageOf } from '../../errors/index.ts';
import { inventoryOf, type RecordSummary, readObjects } from '../../release/index.ts';
import { inBatches } from './batches.ts';
import type { Release } from './find.ts';
import { readCurrent } from './find.ts';
import { identityOf } from './identity.ts';
import type { Session } from './session.ts';

/** One object of a release as it is. */
export interface LiveItem {
  readonly ref: ObjectRef;
  /** undefined: it is not there, or may not be read. Of kinds that are ready by existing only the metadata. */
  readonly object: KubeObject | undefined;
  readonly readiness: Readiness;
}

/** The objects that a release's deployed revision (else its newest) stands for. */
export async function objectsOf(
  session: Session,
  release: Release,
  summary: RecordSummary,
): Promise<readonly ObjectRef[]> {
  const known = inventoryOf(summary);
  if (known) return known.map(({ ref }) => ref);
  const { record } = await readCurrent(session, release, summary.revision);
  const { cluster, signal } = session;
  const access = { cluster, recordCluster: cluster, identity: identityOf(release, record) };
  return (await readObjects(access, summary, signal)).map(refOf);
}

export function lookAt(session: Session, refs: readonly ObjectRef[]): Promise<LiveItem[]> {
  return inBatches(refs, (ref) => lookAtOne(session, ref));
}

const asGone: Readiness = { status: 'InProgress', message: 'missing' };

async function lookAtOne({ cluster, signal }: Session, ref: ObjectRef): Promise<LiveItem> {
  try {
    const object = await cluster.get(ref, signal, { metadataOnly: !hasReadiness(ref) });
    return { ref, object, readiness: object ? readinessOf(object) : asGone };
  } catch (error) {
    if (!isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN', 'OBJECT_INVALID')) throw error;
    const message = isCapstanError(error, 'FORBIDDEN') ? 'may not be read' : messageOf(error);
    return { ref, object: undefined, readiness: { status: 'Unknown', message } };
  }
}

/** How a state of readiness is shown: green is done, yellow under way, red will not get there by itself. */
export function toneOf({ status }: Readiness): 'green' | 'yellow' | 'red' | 'dim' {
  switch (status) {
    case 'Current':
      return 'green';
    case 'Failed':
      return 'red';
    case 'Unknown':
      return 'dim';
    default:
      return 'yellow';
  }
}
