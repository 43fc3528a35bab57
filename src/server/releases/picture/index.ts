/**
 * Pictures: what is in sight → what the page shows. Each is drawn anew from a Sight, and plain data.
 *
 *   scope.ts       what of a cluster somebody may look at
 *   see.ts         releases, owners and objects in sight, with what is in the way of seeing them
 *   list.ts        all releases, a line each
 *   detail.ts      one release with its tree and the events of its objects
 *   revisions.ts   its history, and what differs between revisions; read when asked, never watched
 */
export { drawDetail } from './detail.ts';
export { drawList } from './list.ts';
export { readDiff, readHistory } from './revisions.ts';
export type { Place, Scope } from './scope.ts';
