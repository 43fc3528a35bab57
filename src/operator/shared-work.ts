import type { Controller } from './controller.ts';
import type { Dependents } from './dependents.ts';
import type { OperatorOptions } from './operator.ts';
import type { RecordCache } from './record-cache.ts';
import { Shards, shardOf } from './shards/index.ts';
import type { Sources } from './sources/index.ts';

/** Whatever remembers something of the cluster. */
interface Parts {
  readonly controllers: readonly Controller[];
  readonly caches: readonly (RecordCache | Dependents | Sources)[];
}

/**
 * Lets controllers work on the resources of this replica's shards alone. What another replica did before is known when
 * they begin: every cache is read anew after the claim.
 * @param parts known when `run` is called
 */
export function shareWork(
  { cluster, shards: group, metrics, log }: OperatorOptions,
  graceMs: number,
  parts: () => Parts,
): Shards | undefined {
  if (!group) return undefined;
  const isIn = (shards: ReadonlySet<number>) => (namespace: string, name: string) =>
    shards.has(shardOf(namespace, name, group.count));
  return new Shards({
    cluster,
    group,
    graceMs,
    log: log.child('shards'),
    onHeld: (lease, isHeld) => metrics.leaderStatus(lease, isHeld),
    work: {
      refreshed: async (signal) => {
        const { controllers, caches } = parts();
        await Promise.all([...controllers, ...caches].map((part) => part.refreshed(signal)));
      },
      gained: (shards) => {
        for (const controller of parts().controllers) controller.gained(isIn(shards));
      },
      lost: async (shards, grace) => {
        await Promise.all(parts().controllers.map((controller) => controller.lost(isIn(shards), grace)));
      },
    },
  });
}
