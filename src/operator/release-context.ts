import type { Values } from '../chart/index.ts';
import { nothingWatched, type ReleaseContext } from '../release/index.ts';
import type { Pass } from './pass.ts';
import { tell } from './tell.ts';

/** What release's actions need, from what a reconcile knows. */
export function contextOf(
  pass: Pass,
  values: Values,
  digest: string,
  capabilities: ReleaseContext['capabilities'],
): ReleaseContext {
  const { the, run, identity, history, log } = pass;
  return {
    cluster: the.cluster,
    identity,
    chart: the.watch.chart,
    values,
    capabilities,
    digest,
    history,
    live: the.watch.watchDependentResources ? the.dependents.viewFor(pass.owner) : nothingWatched,
    isRetry: run.failures > 0,
    hookTimeoutMs: the.hookTimeoutMs,
    maxHistory: the.maxHistory,
    now: the.now,
    log,
    wait: async (what, forIt) => {
      await tell(pass, { is: 'waiting', what });
      return run.wait(forIt);
    },
    onRecord: (secret) => the.records.put(secret),
    onRecordGone: (record) => the.records.drop(record),
  };
}
