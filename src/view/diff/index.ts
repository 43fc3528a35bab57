/**
 * What differs between two states of objects: of a live one and the one that is to come, or of two recorded revisions.
 *
 *   compare.ts     a preview (dry runs of the API server) → changes of objects
 *   revisions.ts   two records → changes of objects, and of the values given
 *   data.ts        the changes for a program
 *
 * What the server fills in by itself is no difference. Of Secrets it is told that a value differs, never the value.
 */
export { changesOf, type ObjectChange } from './compare.ts';
export { changeData, diffText, type ObjectChangeData, refusalOf } from './data.ts';
export { DryRunCluster } from './dry-run-cluster.ts';
export { diffRecords, type RevisionDiff } from './revisions.ts';
export { type Hunk, hunkHeader, hunkLines } from './unified.ts';
