import type { HookDeletePolicy } from '../render/index.ts';
import { type Hook, parseManifestText } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems, prune } from './draft.ts';
import { deployedOf, latestOf } from './history.ts';
import { runHooks } from './hooks.ts';
import type { Outcome } from './outcome.ts';
import type { RecordedHook } from './record.ts';
import { deleteRecord, readRecord } from './store.ts';

/**
 * Hooks, objects in reverse install order, hooks, records. Everything that any unfinished revision may have made goes;
 * what is marked to be kept stays. No record: nothing of ours is there.
 */
export async function uninstallRelease(context: ReleaseContext, signal: AbortSignal): Promise<Outcome> {
  const { history } = context;
  const current = deployedOf(history) ?? latestOf(history);
  if (!current) context.log.info('Release not found');
  else {
    const hooks = await recordedHooks(context, current, signal);
    await runHooks('pre-delete', hooks, context, signal);
    await prune(await existingItems(context, signal), context, signal);
    await runHooks('post-delete', hooks, context, signal);
    // The newest record goes last: a crash in between leaves one that still names the objects.
    for (const summary of history) await deleteRecord(context, summary, signal);
  }
  return { did: 'uninstalled', record: undefined, revision: 0 };
}

async function recordedHooks(
  context: ReleaseContext,
  current: Parameters<typeof readRecord>[1],
  signal: AbortSignal,
): Promise<readonly Hook[]> {
  const record = await readRecord(context, current, signal);
  return (record.hooks ?? []).flatMap(restoreHook);
}

function restoreHook(recorded: RecordedHook): Hook[] {
  const manifest = parseManifestText(recorded.manifest)[0];
  if (!manifest) return [];
  const policies = (recorded.delete_policies ?? []) as readonly HookDeletePolicy[];
  return [
    {
      ...manifest,
      source: recorded.path,
      events: recorded.events ?? [],
      weight: recorded.weight ?? 0,
      deletePolicies: policies.length > 0 ? policies : ['before-hook-creation'],
    },
  ];
}
