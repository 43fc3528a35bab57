import { act, recordsOf } from '../release/index.ts';
import { conditionOf } from './conditions.ts';
import { dropFinalizer } from './finalizer.ts';
import { isHeld } from './hold.ts';
import type { Pass } from './pass.ts';
import type { NextRun } from './queue.ts';
import { contextOf, noInputs } from './release-context.ts';
import { removeGenerated } from './sources/index.ts';
import { announce, tellBegin, tellFailed, tellIfPossible } from './tell.ts';

/** The release goes, and with it what held the resource. */
export async function remove(pass: Pass): Promise<NextRun> {
  const { the, run, log } = pass;
  const own = recordsOf(pass.history, pass.identity, hadRelease(pass));
  try {
    if (own.length > 0 && (await isHeld(pass))) return { after: 'nothing' };
    await tellBegin(pass, 'removing the release');
    // Neither values nor digest matter any more: a resource whose spec never made sense can still be deleted.
    await act(
      { do: 'uninstall', since: pass.resource.object.metadata.deletionTimestamp ?? '', because: 'deleted' },
      contextOf({ ...pass, history: own }, noInputs),
      run.signal,
    );
    await forgetGenerated(pass);
    if (own.length > 0) log.info('Uninstalled release');
    if (the.watch.events === 'all')
      announce(pass, { type: 'Normal', reason: 'Uninstalled', message: 'Uninstalled the release' });
    await tellIfPossible(pass, { is: 'uninstalled' });
    log.info('Removing finalizer');
    await dropFinalizer(pass);
    the.dependents.forget(pass.owner);
    the.sources.forget(pass.owner);
    return { after: 'nothing' };
  } catch (error) {
    return tellFailed(pass, 'uninstall', error);
  }
}

/** Deployed stays in the status while an uninstall waits, after it took the release out. */
function hadRelease({ resource: { status } }: Pass): boolean {
  return status.deployedRelease !== undefined || conditionOf(status.conditions ?? [], 'Deployed') !== undefined;
}

async function forgetGenerated({ the, identity, cluster, wishes, run }: Pass): Promise<void> {
  if (the.watch.generate.length === 0) return;
  await removeGenerated({ cluster, identity, signal: run.signal }, wishes.orphan);
}
