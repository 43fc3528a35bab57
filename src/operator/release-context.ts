import type { Values } from '../chart/index.ts';
import type { ReleaseContext } from '../release/index.ts';
import type { Pass } from './pass.ts';
import { tellIfPossible } from './tell.ts';

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
    live: pass.sight,
    isRetry: run.failures > 0,
    hookTimeoutMs: the.hookTimeoutMs,
    maxHistory: the.maxHistory,
    now: the.now,
    log,
    wait: async (what, forIt) => {
      await tellIfPossible(pass, { is: 'waiting', what }); // no reason to fail what is waited for
      return run.wait(forIt);
    },
    onRecord: (secret) => the.records.put(secret),
    onRecordGone: (record) => the.records.drop(record),
  };
}
