/**
 * Releases of a live cluster as somebody looks at them: which there are, what they are made of, how that is, what they
 * were before. Programs that show it differ in their printing alone.
 *
 * A release is known by its records (Helm's Secrets); the custom resource that owns it is named by them. A resource whose
 * install never got as far as a record is found by its own name. `KIND/NAME` asks for the resource straight away.
 *
 *   find.ts      a name → a release: records, owner, resource
 *   objects.ts   a release → its objects as they are, with their readiness
 *   rows.ts      all releases, a line each
 *   tree/        who owns whom
 *   diff/        what differs between two states of objects
 *
 * Invariants: nothing is written; what Secrets hold is masked in all that is meant to be shown.
 */
export { inBatches } from './batches.ts';
export { type Condition, conditionsOf, type LastError, lastErrorOf } from './conditions.ts';
export { chartFrom, contextFor } from './context.ts';
export { describeRelease, type ReleaseStatus, statusFrom } from './describe.ts';
export {
  changeData,
  changesOf,
  DryRunCluster,
  diffRecords,
  diffText,
  type Hunk,
  hunkHeader,
  hunkLines,
  type ObjectChange,
  type ObjectChangeData,
  type RevisionDiff,
  refusalOf,
} from './diff/index.ts';
export { findRelease, ownerFrom, type Release, readCurrent, readIfThere, releasesFrom, releasesIn } from './find.ts';
export { type LiveItem, lookAt, objectsOf } from './objects.ts';
export { maskValues, secretTexts, secretTextsOf } from './redact.ts';
export { type Revision, readRevisions } from './revisions.ts';
export { byPlace, type ReleaseRow, readRows, rowOf, standsFor } from './rows.ts';
export {
  descendantKinds,
  descendantsAmong,
  fertileNamespaces,
  growTree,
  healthOf,
  readTree,
  type TreeNode,
  treeData,
} from './tree/index.ts';
export type { View } from './view.ts';
export { untilAllGone, untilAllReady } from './wait.ts';
