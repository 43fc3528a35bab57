import type { KubeObject, ObjectRef } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import { isKept } from './inventory.ts';
import { isOwnedBy } from './stamp.ts';

interface Found {
  readonly ref: ObjectRef;
  readonly live: KubeObject;
}

/** An object as it is in the cluster (metadata only), if it is there, the release's, and not to be kept. */
export async function findOwn(
  ref: ObjectRef,
  context: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const found = await findOurs(ref, context, signal);
  return found && !isKept(found.live.metadata) ? found : undefined;
}

/** The same, whether it is to be kept or not. */
export async function findOurs(
  ref: ObjectRef,
  context: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const found = await findLive(ref, context, signal);
  return found && isOwnedBy(found.live, context.identity) ? found : undefined;
}

/** The same, whosever it is. */
export async function findLive(
  ref: ObjectRef,
  { cluster }: Pick<ReleaseContext, 'cluster'>,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const served = await cluster.discovery.servedAs(ref, signal);
  if (!served) return undefined; // of a kind that is not served there can be no object
  const now = { ...ref, version: served.version };
  const live = await cluster.get(now, signal, { metadataOnly: true }).catch(ifUnknownKind);
  return live && { ref: now, live };
}

/** Of a kind that is not served there can be no object. */
export function ifUnknownKind(error: unknown): undefined {
  if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
}
