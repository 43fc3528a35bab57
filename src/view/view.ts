import type { Cluster } from '../cluster/index.ts';

/** Where somebody looks, and for how long. Everything is asked as the user of the cluster's connection. */
export interface View {
  readonly cluster: Cluster;
  /** Where names without a namespace are looked for. */
  readonly namespace: string;
  readonly signal: AbortSignal;
}
