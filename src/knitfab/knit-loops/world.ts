import type { Cluster } from '../../cluster/index.ts';
import type { Logger } from '../../log/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Run, RunState, Store } from '../store/index.ts';

/** What a loop works with. */
export interface LoopWorld {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly config: BackendConfig;
  readonly log: Logger;
  readonly move: Move;
  readonly now: () => Date;
}

/** Moves a run on, with the hooks asked before and told afterwards; false when somebody else has moved it. */
export type Move = (run: Run, to: RunState, change?: Change) => Promise<boolean>;

export interface Change {
  /** What has to be done for it, once the hooks agree. */
  readonly act?: () => Promise<unknown>;
  readonly message?: string;
}
