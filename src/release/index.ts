/**
 * A release: the objects a chart and its values stand for, and the record of every revision.
 *
 *   observe   history (metadata of Helm's record Secrets), digest of the inputs, drift of watched objects
 *   decide    a pure function: observation to install, upgrade, correct, uninstall or nothing
 *   act       one file per action; each writes down what it is about to do before the first object is touched
 *
 * Invariants: a pending record with its inventory exists before any object; nothing is pruned before everything is
 * applied; an object that somebody else owns is neither taken nor deleted; after a crash at any point the next attempt
 * resumes the pending revision; an action's requests are exactly those that change something.
 */
export { act } from './act.ts';
export {
  type LiveObject,
  type LiveView,
  nothingRendered,
  nothingWatched,
  type ReleaseContext,
} from './context.ts';
export { type Decision, decide, type Observation, type ReleaseState, stateOf } from './decide.ts';
export {
  type Deployed,
  type Deployment,
  deploy,
  historyOf,
  type Look,
  lookUntil,
  type Progress,
  type Seen,
  type Target,
  undeploy,
} from './deploy/index.ts';
export { describeDifferences } from './differences.ts';
export {
  deployedOf,
  digestAnnotation,
  type History,
  inventoryAnnotation,
  inventoryOf,
  isPending,
  latestOf,
  type RecordSummary,
  sortHistory,
  summarize,
} from './history.ts';
export { driftAnnotation, ignoredPaths, isDriftIgnored } from './ignore.ts';
export { type DriftedObject, inspectDrift } from './inspect.ts';
export { type Inventory, type InventoryItem, inventoryItem, isKept } from './inventory.ts';
export { letGo } from './let-go.ts';
export { listed } from './listed.ts';
export type { Outcome } from './outcome.ts';
export { checkHistory, recordsOf } from './ownership.ts';
export {
  type CrdPolicy,
  defaultPolicy,
  type IgnoreRule,
  type IgnoreTarget,
  type OnFailure,
  type ReleasePolicy,
} from './policy.ts';
export { type Preview, type PreviewedObject, previewDecision, previewObjects } from './preview.ts';
export { readObjects } from './read.ts';
export { decodeRecord, encodeRecord, type RecordStatus, type ReleaseRecord } from './record.ts';
export { recreateAnnotation } from './recreate.ts';
export { rendersDifferently } from './render-revision.ts';
export { rollbackRelease, rollbackTarget } from './rollback.ts';
export { redact, waysToWrite } from './secret-data.ts';
export { matchesSelector } from './selector.ts';
export { isShared, sharedAnnotation, sharingManager } from './shared.ts';
export {
  chartLabel,
  describeOwner,
  isOwnedBy,
  isSameResource,
  type Owner,
  type ReleaseIdentity,
  stampHook,
  withoutOrder,
} from './stamp.ts';
export { readRecord } from './store.ts';
export { isResumable, isTransient } from './transient.ts';
