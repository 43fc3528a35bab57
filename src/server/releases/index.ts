/**
 * Releases of live clusters for a page: lists and trees as JSON, once or as a stream of events.
 *
 *   watch/     Lookout: one cluster, watched while somebody looks; a Look holds the watches that one picture takes
 *   picture/   what is seen → list, detail, history, diff; a Scope says what of a cluster may be seen
 *   routes.ts  the API, to be mounted by whoever knows who may see what
 *   ui-app.ts  `capstan ui`: the API and its page behind a token
 *
 * Pictures are drawn anew at each change, by the very functions that `capstan list`, `status`, `tree`, `history` and `diff`
 * use, and sent when they differ. Everything is asked as the kubeconfig's user; what that one may not see is said in notices.
 * Invariants: nothing is written (dry runs aside); no value of a Secret leaves; without a look no watch and no connection.
 */
export type { Place, Scope } from './picture/index.ts';
export { releaseRoutes, type ScopeOf } from './routes.ts';
export type * from './types.ts';
export { createReleasesApp, type ReleasesAppOptions } from './ui-app.ts';
export { Lookout, type LookoutOptions, Lookouts } from './watch/index.ts';
