/**
 * The HTTP side of the cloud manager: a REST API over the store, its events, its reference, and the files of the admin page.
 *
 *   access/            who asks, and what that one may see
 *   schemas/, routes/  the API; representation.ts is the store's rows as JSON
 *   events/            state and output, pushed
 *   omops/, releases/  what runs on clusters
 *   reference/, page/  OpenAPI and its pages; the built page
 *
 * Invariants: every error is problem+json with a code of the catalogue; the API does nothing but ask the workflow tier, so
 * several servers may stand over one store, and none has to run for a worker to work.
 */
export { createApp } from './app.ts';
export { type ListenOptions, type RunningServer, startServer } from './listen.ts';
export type { AppOptions, DeploymentPlace, JwtOptions, Limits, UserCluster } from './options.ts';
export * from './releases/index.ts';
export type * from './schemas/index.ts';
