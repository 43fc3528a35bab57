import { formatRef, type ObjectRef, type Readiness } from '../cluster/index.ts';
import { type Inventory, type InventoryItem, type LiveView, listed } from '../release/index.ts';
import type { Sight } from './sight.ts';
import type { ReleaseReadiness } from './status.ts';

const namedAtMost = 5;

/** Of those that can be seen: others are not waited for. `hidden` names them all the same. */
export function readinessIn(
  sight: Pick<Sight, 'canSee' | 'readinessOf'>,
  inventory: Inventory,
  hidden: readonly ObjectRef[] = [],
): ReleaseReadiness {
  const watched = inventory.filter(({ isShared }) => !isShared);
  const visible = watched.map(({ ref }) => ref).filter(sight.canSee);
  return sumUpReadiness(
    visible.map((ref) => ({ ref, readiness: sight.readinessOf(ref) })),
    hidden,
  );
}

/**
 * All objects' readiness in one sentence: what failed first, else what is waited for.
 * @param hidden objects that nobody may look at: they are named, and hold nothing up
 */
export function sumUpReadiness(
  objects: readonly { readonly ref: ObjectRef; readonly readiness: Readiness | undefined }[],
  hidden: readonly ObjectRef[] = [],
): ReleaseReadiness {
  const unseen = hidden.length === 0 ? '' : `; not in sight: ${listRefs(hidden)}`;
  const ready = objects.filter(isReady).length;
  const count = { ready, total: objects.length };
  const percent = percentOf(objects);
  const failed = objects.filter(({ readiness }) => readiness?.status === 'Failed');
  if (failed.length > 0) {
    const words = listed(
      failed,
      ({ ref, readiness }) => `${formatRef(ref)} failed: ${readiness?.message}`,
      namedAtMost,
    );
    return { isReady: false, message: words + unseen, count, percent };
  }
  const pending = objects.filter((object) => !isReady(object));
  if (pending.length > 0) {
    return {
      isReady: false,
      message: `waiting for ${listRefs(pending.map(({ ref }) => ref))}${unseen}`,
      count,
      percent,
    };
  }
  return {
    isReady: true,
    message: `${objects.length} ${objects.length === 1 ? 'object is' : 'objects are'} ready${unseen}`,
    count,
    percent,
  };
}

const workloads: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  '/Pod',
]);

/** Whole percent of those that run something are ready; where nothing runs, of all. 100 is left to all objects. */
function percentOf(objects: Parameters<typeof sumUpReadiness>[0]): number {
  const running = objects.filter(({ ref }) => workloads.has(`${ref.group}/${ref.kind}`));
  const share = (some: typeof objects) => some.filter(isReady).length / some.length;
  if (objects.every(isReady)) return 100;
  return Math.min(99, Math.floor(100 * share(running.length > 0 ? running : objects)));
}

function isReady({ readiness }: { readonly readiness: Readiness | undefined }): boolean {
  return readiness?.status === 'Current';
}

/** The first few of them. */
export function listRefs(refs: readonly ObjectRef[]): string {
  return listed(refs, formatRef, namedAtMost, ', ');
}

/** Objects that are missing, or whose fields we own were changed by somebody. What is being deleted comes back once it is gone. */
export function findDrift(inventory: readonly InventoryItem[], live: LiveView): readonly ObjectRef[] {
  return inventory
    .filter((item) => {
      if (item.isShared) return false; // no watch sees it
      const found = live.find(item.ref);
      if (found === 'unknown') return false;
      if (found === 'absent') return true;
      return !found.isDeleting && !found.isIgnored && item.applied !== '' && found.applied !== item.applied;
    })
    .map((item) => item.ref);
}
