/**
 * Releases of a cluster, live: the list, and of each release its tree of objects with their events, its history, and what
 * differs between revisions. The same view hangs in `capstan ui` and in a deployment's page.
 *
 *   live.ts      a stream of events → the picture that came last
 *   release/     one release: tree, history, changes
 *
 * Nothing here computes: what is shown is drawn by the server (src/server/releases).
 */
export { ReleaseRows } from './list.tsx';
export { useLive } from './live.ts';
export { DeploymentReleases, Releases, type ReleasesProps } from './releases.tsx';
