import { bareChart } from '../../chart/index.ts';
import { CapstanError, isAbort } from '../../errors/index.ts';
import { act } from '../act.ts';
import { nothingRendered, nothingWatched } from '../context.ts';
import type { Inventory } from '../inventory.ts';
import { checkHistory } from '../ownership.ts';
import { defaultPolicy } from '../policy.ts';
import { awaitGone } from './await-gone.ts';
import type { Progress } from './await-ready.ts';
import { historyOf, type Target } from './deploy.ts';

/**
 * Takes a release off the cluster: hooks, objects, records. False: there was none.
 * @throws CapstanError NOT_DELETED where it is to wait and something stays
 */
export async function undeploy(
  name: string,
  { cluster, namespace, look, timeoutMs, policy, log }: Target,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const history = await historyOf(name, namespace, cluster, signal);
  if (history.length === 0) return false;
  const identity = { name, namespace, storageNamespace: namespace, chartName: '', owner: undefined };
  checkHistory(history, identity);
  const untilGone = (inventory: Inventory, withinMs: number, until: AbortSignal) =>
    awaitGone(
      inventory.map(({ ref }) => ref),
      withinMs,
      look,
      onProgress,
      until,
    );
  const since = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  try {
    await act(
      { do: 'uninstall', since, because: 'a person asked for it' },
      {
        cluster,
        recordCluster: cluster,
        identity,
        policy: { ...defaultPolicy, timeoutMs, waitForDeletion: true, ...policy },
        ...nothingRendered,
        chart: bareChart({ name: '', version: '', apiVersion: 'v2' }),
        values: {},
        history,
        live: { ...nothingWatched, untilGone },
        log,
        wait: (_, forIt) => forIt(),
      },
      signal,
    );
  } catch (error) {
    if (!isAbort(error)) throw error;
    throw new CapstanError('NOT_DELETED', `the uninstall of release ${namespace}/${name} was broken off`, {
      cause: error,
      hint: 'run the command again: it goes on where it was',
    });
  }
  return true;
}
