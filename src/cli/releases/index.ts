/**
 * What the commands for releases on a live cluster share: the flags that name the cluster, and a release found by its name.
 *
 * A release is known by its records (Helm's Secrets); the custom resource that owns it is named by them. A resource whose
 * install never got as far as a record is found by its own name. `KIND/NAME` asks for the resource straight away.
 *
 *   session.ts   flags → a cluster, a namespace, how to print
 *   find.ts      a name → a release: records, owner, resource
 *   objects.ts   a release → its objects as they are, with their readiness
 *
 * Invariants: nothing is written; values of Secrets leave only where `--show-secrets` asks for them.
 */
export { inBatches } from './batches.ts';
export { columns, cut, lengthOf, type Paint, painter } from './columns.ts';
export { chartFrom, contextFor } from './context.ts';
export { findRelease, ownerFrom, type Release, readCurrent, releasesIn } from './find.ts';
export { addOutputFlag, addReleaseFlags, type OutputFormat, type ReleaseFlags, releaseArgument } from './flags.ts';
export { type LiveItem, lookAt, objectsOf, toneOf } from './objects.ts';
export { ageOf, printData } from './output.ts';
export { patiently } from './patience.ts';
export { maskValues, secretTexts } from './redact.ts';
export { type Session, withSession } from './session.ts';
export { type Condition, conditionsOf, type LastError, lastErrorOf } from './status.ts';
export { untilAllGone, untilAllReady } from './wait.ts';
