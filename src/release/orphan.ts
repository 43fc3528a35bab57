import { formatRef, type KubeObject, type ObjectRef } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems } from './draft.ts';
import { findOwn } from './own.ts';

/**
 * Leaves a release's objects to whoever wants them. What refers to the resource as its owner would go with it, by garbage
 * collection: the references are taken off. Helm's marks stay, so that a release of the same name takes them up again.
 */
export async function orphanObjects(context: ReleaseContext, signal: AbortSignal): Promise<void> {
  const inventory = await existingItems(context, signal, () => {});
  const left: string[] = [];
  for (const { ref } of inventory) if (await letGo(ref, context, signal)) left.push(formatRef(ref));
  context.log.info('Objects are left in the cluster', { objects: left });
}

const triesAtMost = 4;

/** @returns whether there is such an object */
async function letGo(ref: ObjectRef, context: ReleaseContext, signal: AbortSignal): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const found = await findOwn(ref, context, signal);
    if (!found) return false;
    const body = withoutOwner(found.live, context.identity.owner?.uid);
    if (!body) return true;
    try {
      await context.cluster.patch(found.ref, { type: 'merge', body }, signal);
      return true;
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND')) return false;
      if (!isCapstanError(error, 'CONFLICT') || tries === triesAtMost) throw error;
    }
  }
}

/** undefined: it does not refer to the owner. */
function withoutOwner({ metadata }: KubeObject, uid: string | undefined): object | undefined {
  const { ownerReferences = [], resourceVersion } = metadata;
  const others = ownerReferences.filter((reference) => reference.uid !== uid);
  if (others.length === ownerReferences.length) return undefined;
  return { metadata: { resourceVersion, ownerReferences: others.length > 0 ? others : null } };
}
