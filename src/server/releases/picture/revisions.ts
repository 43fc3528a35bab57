import type { KubeObject } from '../../../cluster/index.ts';
import { CapstanError } from '../../../errors/index.ts';
import { chartLabel, previewObjects, type RecordSummary, readObjects } from '../../../release/index.ts';
import {
  changeData,
  changesOf,
  contextFor,
  DryRunCluster,
  diffRecords,
  diffText,
  type Release,
  readRevisions,
} from '../../../view/index.ts';
import type { ReleaseDiff, RevisionList } from '../types.ts';
import type { Sight } from '../watch/index.ts';
import { seeRelease } from './detail.ts';
import { Notices } from './notices.ts';
import { type Place, type Scope, viewOf } from './scope.ts';

const revisionsAtMost = 50;

export async function readHistory(sight: Sight, scope: Scope, place: Place): Promise<RevisionList> {
  const release = await seeRelease(sight, scope, place, new Notices());
  return { objects: await readRevisions(viewOf(sight, place.namespace), release, revisionsAtMost) };
}

/** @param to 'live': what putting the cluster back to the revision would change */
export async function readDiff(
  sight: Sight,
  scope: Scope,
  place: Place,
  { from, to }: { readonly from: number; readonly to: number | 'live' },
): Promise<ReleaseDiff> {
  const release = await seeRelease(sight, scope, place, new Notices());
  if (to === 'live') return { from, to, objects: await compareWithCluster(sight, release, from) };
  const view = viewOf(sight, place.namespace);
  const before = await sight.records.read(view, revisionOf(release, from));
  const after = await sight.records.read(view, revisionOf(release, to));
  const { objects, values } = diffRecords(before, after);
  return { from, to, objects: changeData(objects), ...(values.length > 0 ? { values: diffText(values) } : {}) };
}

/** By dry runs, as the API server would answer them: what it fills in by itself is no difference. */
async function compareWithCluster(sight: Sight, release: Release, revision: number) {
  const { signal } = sight;
  const view = { ...viewOf(sight, release.namespace), cluster: new DryRunCluster(sight.cluster) };
  const summary = revisionOf(release, revision);
  const record = await sight.records.read(view, summary);
  const context = contextFor(view, release, record, { policy: {}, onWait() {}, warn() {} });
  const stamped = await readObjects(context, summary, signal);
  const objects = release.owner ? stamped : stamped.map(withoutChartLabel);
  return changeData(changesOf(await previewObjects(objects, context, signal)));
}

/** A person's helm knows no such label. */
function withoutChartLabel(object: KubeObject): KubeObject {
  const { [chartLabel]: _, ...labels } = object.metadata.labels ?? {};
  return { ...object, metadata: { ...object.metadata, labels } };
}

function revisionOf({ history, name, namespace }: Release, revision: number): RecordSummary {
  const found = history.find((one) => one.revision === revision);
  if (found) return found;
  throw new CapstanError('RELEASE_NOT_FOUND', `release ${namespace}/${name} has no revision ${revision}`, {
    hint: `it has ${history.map((one) => one.revision).join(', ') || 'none'}`,
  });
}
