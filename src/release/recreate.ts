import { setTimeout } from 'node:timers/promises';
import { formatRef, type KubeObject, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import { nameFixedFields, reworded } from './object-errors.ts';
import type { PlannedApply } from './plan.ts';
import { isOwnedBy } from './stamp.ts';

/** On an object, in the chart or in the cluster: where the API server refuses a change it is deleted and made anew. */
export const recreateAnnotation = 'capstan.dev/recreate';

/**
 * Deletes an object and makes it anew, if it asks for that: what depends on it goes with it. A rehearsal stops before that.
 * @param refusal why it cannot be changed
 * @throws CapstanError the refusal, with the fields it names, or what is wrong with the new object: then the old one stays
 */
export async function recreateObject(
  { object, item }: PlannedApply,
  refusal: CapstanError,
  dryRun: boolean,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { cluster, identity, log } = context;
  const found = await cluster.get(item.ref, signal);
  const mayRecreate = [object, found].some((one) => one?.metadata.annotations?.[recreateAnnotation] === 'true');
  if (!found || !mayRecreate || !isOwnedBy(found, identity)) throw nameFixedFields(refusal, object, found);
  await checkNew(object, context, signal);
  if (dryRun) return found;
  log.info('Recreating object', { object: formatRef(item.ref), reason: refusal.message });
  const { uid } = found.metadata;
  await cluster.delete(item.ref, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) }, signal);
  await context.wait(`${formatRef(item.ref)} to be gone`, () => untilGone(item.ref, uid, context, signal));
  return (await cluster.apply(object, { force: true, mustNotExist: true }, signal)).object;
}

/** Whether the API server would take the new object: asked by a dry run under another name, as its own is taken. */
async function checkNew(object: KubeObject, { cluster }: ReleaseContext, signal: AbortSignal): Promise<void> {
  const { name } = object.metadata;
  const trial = `${name.slice(0, 40)}-capstan-trial`;
  try {
    const { ownerReferences: _, ...metadata } = object.metadata;
    const copy = { ...object, ...withoutAddresses(object), metadata: { ...metadata, name: trial } };
    await cluster.create(copy, { dryRun: true }, signal);
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    if (/exceeded quota/.test(error.message)) return; // the old object still counts
    throw reworded(error, error.message.replaceAll(trial, name));
  }
}

/** Addresses and ports that the old Service still has. */
function withoutAddresses({ kind, spec }: KubeObject): Readonly<Record<string, unknown>> {
  if (kind !== 'Service' || typeof spec !== 'object' || spec === null) return {};
  const { clusterIP: _, clusterIPs: __, healthCheckNodePort: ___, ...rest } = spec as Readonly<Record<string, unknown>>;
  const ports = (rest['ports'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return { spec: { ...rest, ports: ports.map(({ nodePort: ____, ...port }) => port) } };
}

const lookAgainMs = 100;
const lookAgainAtMostMs = 1_000;

async function untilGone(
  ref: ObjectRef,
  uid: string | undefined,
  { cluster, policy }: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + policy.timeoutMs;
  for (let ms = lookAgainMs; ; ms = Math.min(2 * ms, lookAgainAtMostMs)) {
    const live = await cluster.get(ref, signal, { metadataOnly: true });
    if (live?.metadata.uid !== uid) return;
    if (performance.now() > deadline) {
      throw new CapstanError('NOT_DELETED', `${formatRef(ref)} is still there after ${policy.timeoutMs / 1000} s`);
    }
    await setTimeout(ms, undefined, { signal });
  }
}
