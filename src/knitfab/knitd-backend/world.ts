import type { Cluster } from '../../cluster/index.ts';
import type { Logger } from '../../log/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Store } from '../store/index.ts';

/** What a request is answered with. */
export interface BackendWorld {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly config: BackendConfig;
  readonly log: Logger;
  /** Aborts when the server is told to end. */
  readonly signal: AbortSignal;
}
