/**
 * The operator: custom resources in, releases out. It knows no kind; watches.yaml says which kind becomes which chart.
 *
 *   watch event → queue(key) → observe → decide → act → status
 *
 * A controller per watched kind holds a cache of its resources and a queue of keys; `reconcile` looks at one key's world,
 * lets `release` decide and act, and tells the outcome in the resource's status. Dependents and records are watched once
 * for all controllers.
 *
 * Invariants: a key is never worked on twice at once; own writes never shorten a back-off; with nothing changed nothing is
 * rendered and no request is sent; a status is written only when it differs.
 */
export { type BindAddress, parseBindAddress } from './bind-address.ts';
export { type Foresight, type ForesightOptions, foresee } from './foresee.ts';
export { parseGoDuration } from './go-duration.ts';
export { createHealth, type Health, startHealthServer } from './health.ts';
export type { HttpServer } from './http-server.ts';
export { maskSecrets } from './mask-secrets.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { startMetricsServer } from './metrics-server.ts';
export { type OperatorOptions, runOperator } from './operator.ts';
export { generateFresh } from './sources/index.ts';
export { findWatch, type GeneratedSecret, loadWatches, type Watch, watchesSchema } from './watches/index.ts';
