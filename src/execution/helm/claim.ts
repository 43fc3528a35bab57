import type { Cluster } from '../../cluster/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { historyOf } from '../../release/index.ts';
import type { Target } from '../environment/index.ts';
import { type InventoryItem, listInventory, type Recorded, type RecordedRelease } from '../inventory/index.ts';
import type { Tools } from '../tools.ts';

/** A release as an inventory knows it: on which server, in which namespace. */
function isSameRelease(one: RecordedRelease | undefined, { namespace, name, server }: RecordedRelease): boolean {
  return one?.namespace === namespace && one.name === name && one.server === server;
}

/** Something of it was brought about and is not removed since. */
export function hasBroughtAbout(recorded: Recorded | undefined, release: RecordedRelease): boolean {
  return (
    recorded !== undefined &&
    recorded.status !== 'REMOVED' &&
    recorded.release?.revision !== undefined &&
    isSameRelease(recorded.release, release)
  );
}

/**
 * Two users may share a cluster, but no release of it. Whoever brought something about has it; an attempt that failed before
 * anything was there keeps nobody out, one that goes on does.
 * @param own what is recorded for the user who asks
 * @throws CapstanError OBJECT_OWNED
 */
export async function checkNobodyElses(
  release: RecordedRelease,
  own: Recorded | undefined,
  { user }: Target,
  cluster: Cluster,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  const broken = new Set<string>();
  const all = await listInventory(tools.places.deployments, undefined, (_, whose) => broken.add(whose));
  broken.delete(user);
  const others = all.filter(({ user: other, recorded }) => other !== user && isSameRelease(recorded.release, release));
  const isTaken = others.some(({ recorded }) => hasBroughtAbout(recorded, release));
  if (!isTaken && hasBroughtAbout(own, release)) return;
  const pending = others.filter(({ recorded }) => recorded.status === 'PENDING');
  if (!isTaken && pending.length === 0 && broken.size === 0) return;
  if (!isTaken && !pending.some((item) => isAtWork(item, tools))) {
    // broken off, by a kill, or of a record that nobody can read: what is there now came from it
    if ((await historyOf(release.name, release.namespace, cluster, signal)).length === 0) return;
  }
  throw new CapstanError('OBJECT_OWNED', `release ${release.namespace}/${release.name} belongs to another user`, {
    hint: 'let the component name its release and its namespace by $DEPLOY_USER, or store a kubeconfig of a cluster of its own',
  });
}

function isAtWork({ folder }: InventoryItem, tools: Tools): boolean {
  try {
    tools.lock(lockOf(folder))[Symbol.dispose]();
    return false;
  } catch (error) {
    if (isCapstanError(error, 'DEPLOYMENT_BUSY')) return true;
    throw error;
  }
}

export function lockOf(folder: string): string {
  return `${folder}/.helm.lock`;
}
