import { setTimeout } from 'node:timers/promises';
import { formatRef, type KubeObject, refOf } from '../../cluster/index.ts';
import { conditionsOf } from '../../view/index.ts';
import type { Session } from '../releases/index.ts';

const suspendAnnotation = 'capstan.dev/suspend';
/** An operator that runs answers at once; one that does not, never. */
const patienceMs = 5_000;
const lookEveryMs = 100;

/**
 * Keeps the operator's hands off a resource's release while `work` is under way: it would take our revision for one of its
 * own that was broken off. A resource that is suspended already stays so.
 */
export async function whileHeld<T>(
  session: Session,
  resource: KubeObject | undefined,
  onWait: (what: string | undefined) => void,
  work: () => Promise<T>,
): Promise<T> {
  if (!resource) return work();
  const isHeld = resource.metadata.annotations?.[suspendAnnotation] !== undefined;
  if (!isHeld) await annotate(session, resource, 'true', session.signal);
  try {
    await untilPaused(session, resource, onWait);
    return await work();
  } finally {
    // Also when it was broken off: a signal that has fired must not keep the resource suspended.
    if (!isHeld) await annotate(session, resource, null, AbortSignal.timeout(patienceMs));
  }
}

function annotate({ cluster }: Session, resource: KubeObject, value: string | null, signal: AbortSignal) {
  const body = { metadata: { annotations: { [suspendAnnotation]: value } } };
  return cluster.patch(refOf(resource), { type: 'merge', body }, signal);
}

async function untilPaused(
  { cluster, signal }: Session,
  resource: KubeObject,
  onWait: (what: string | undefined) => void,
): Promise<void> {
  const ref = refOf(resource);
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const live = await cluster.get(ref, signal);
    if (conditionsOf(live).some(({ type, status }) => type === 'Paused' && status === 'True')) break;
    onWait(`waiting for the operator of ${formatRef(ref)} to pause`);
    await setTimeout(lookEveryMs, undefined, { signal });
  }
  onWait(undefined);
}
