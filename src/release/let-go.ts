import type { KubeObject, ObjectRef } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import { findOurs } from './own.ts';

const triesAtMost = 4;

/**
 * Takes the reference to the release's owner off an object that is to outlive it: garbage collection would take it along.
 * References to others stay.
 * @returns whether there is such an object
 */
export async function letGo(
  ref: ObjectRef,
  context: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const found = await findOurs(ref, context, signal);
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
