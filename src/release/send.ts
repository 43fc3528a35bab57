import { formatRef, type KubeObject, type ObjectRef, takeOverFields } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { LiveObject, ReleaseContext } from './context.ts';
import { ignoredPaths, isDriftIgnored } from './ignore.ts';
import { leaveOut } from './leave-out.ts';
import { nameObject } from './object-errors.ts';
import type { Manner, PlannedApply } from './plan.ts';
import { recreateObject } from './recreate.ts';
import { isDelicate, isReplaceable, replacementOf } from './replacement.ts';
import { withoutSecretData } from './secret-data.ts';
import { addTo } from './shared.ts';
import { describeOwner, isOwnedBy, type ReleaseIdentity } from './stamp.ts';

export interface Sent {
  readonly object: KubeObject;
  /** It, or what was added to it, was not there before. */
  readonly created: boolean;
}

interface Sending {
  readonly planned: PlannedApply;
  readonly manner: Manner;
  readonly dryRun: boolean;
  readonly context: ReleaseContext;
  readonly signal: AbortSignal;
}

/**
 * Brings one object about, however it is now.
 * @throws CapstanError OBJECT_OWNED, CONFLICT, IMMUTABLE_FIELD, or what the API server says of the object, with its name
 */
export async function sendObject(
  planned: PlannedApply,
  how: { readonly manner: Manner; readonly dryRun: boolean },
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Sent> {
  const sending = { planned, ...how, context, signal };
  try {
    return await send(sending);
  } catch (error) {
    if (!isCapstanError(error, 'IMMUTABLE_FIELD')) {
      throw nameObject(withoutSecretData(error, planned.object), planned.item.ref);
    }
    return { object: await recreateObject(planned, error, how.dryRun, context, signal), created: false };
  }
}

/** Seen, and controlled by our owner. What has no controller (other namespaces, no namespace) has to be looked at. */
export function isOnes(known: LiveObject | 'absent' | 'unknown', { owner }: ReleaseIdentity): known is LiveObject {
  return typeof known === 'object' && known.controller !== undefined && known.controller === owner?.uid;
}

async function send(sending: Sending): Promise<Sent> {
  const { planned, manner, dryRun, context, signal } = sending;
  const { object, item, isNew } = planned;
  // What the attempt added came into being by it, whoever made the object.
  if (item.isShared) return { object: await addTo(object, dryRun, context, signal), created: true };
  const { cluster, live, identity, policy } = context;
  const known = live.find(item.ref);
  if (!isNew && isOnes(known, identity)) {
    const mustLook = manner === 'replace' || known.isIgnored || ignoredPaths(object, policy.ignore).length > 0;
    if (!mustLook) return applyTo(object, undefined, sending);
    const found = await cluster.get(item.ref, signal);
    if (found && !found.metadata.deletionTimestamp) return update(found, sending);
  }
  try {
    return await cluster.apply(object, { force: true, dryRun, mustNotExist: true }, signal);
  } catch (error) {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error;
  }
  const found = await cluster.get(item.ref, signal);
  checkFound(found, item.ref, identity);
  return update(dryRun ? found : await takeOverFields(cluster, found, signal), sending);
}

function checkFound(
  found: KubeObject | undefined,
  ref: ObjectRef,
  identity: ReleaseIdentity,
): asserts found is KubeObject {
  if (!found) throw new CapstanError('CONFLICT', `${formatRef(ref)} vanished while it was looked at`);
  if (!isOwnedBy(found, identity)) {
    throw new CapstanError(
      'OBJECT_OWNED',
      `${formatRef(ref)} exists and belongs to ${describeOwner(found)}; release ${identity.name} does not take it over`,
    );
  }
  if (found.metadata.deletionTimestamp) {
    throw new CapstanError('CONFLICT', `${formatRef(ref)} is still being deleted`, {
      hint: 'it is created anew once it is gone; look at its finalizers if that takes long',
    });
  }
}

function update(found: KubeObject, sending: Sending): Promise<Sent> {
  const { planned, manner } = sending;
  const lean = withoutIgnored(planned.object, found, manner, sending.context);
  if (manner === 'replace' && lean === planned.object && isReplaceable(lean)) return replace(found, sending);
  return applyTo(lean, found, sending);
}

/** What of a desired object is to be sent to the live one. */
export function withoutIgnored(
  object: KubeObject,
  found: KubeObject,
  manner: Manner,
  { policy }: Pick<ReleaseContext, 'policy'>,
): KubeObject {
  const pointers = isDriftIgnored(found.metadata) ? [''] : ignoredPaths(object, policy.ignore);
  return leaveOut(object, found, pointers, manner === 'correct' ? 'not ours' : 'theirs');
}

async function applyTo(object: KubeObject, found: KubeObject | undefined, sending: Sending): Promise<Sent> {
  const { planned, manner, dryRun, context, signal } = sending;
  try {
    return await context.cluster.apply(object, { force: true, dryRun }, signal);
  } catch (error) {
    const mayReplace = manner === 'replace if refused' && !isDelicate(planned.object);
    if (!mayReplace || !isCapstanError(error, 'OBJECT_INVALID')) throw error;
    const live = found ?? (await context.cluster.get(planned.item.ref, signal));
    if (!live) throw error;
    return replace(live, sending);
  }
}

const replaceTries = 4;

/** What the replacement wrote becomes ours by apply: else nobody would notice that it drifts. */
async function replace(found: KubeObject, sending: Sending): Promise<Sent> {
  const { planned, dryRun, context, signal } = sending;
  const { cluster, identity } = context;
  for (let tries = 1, live = found; ; tries++) {
    try {
      const body = replacementOf(planned.object, live, identity.owner?.uid);
      const replaced = await cluster.replace(body, { dryRun }, signal);
      if (dryRun) return { object: replaced, created: false };
      await takeOverFields(cluster, replaced, signal);
      return await cluster.apply(planned.object, { force: true }, signal);
    } catch (error) {
      if (!isCapstanError(error, 'CONFLICT') || tries === replaceTries) throw error;
    }
    const again = await cluster.get(planned.item.ref, signal);
    checkFound(again, planned.item.ref, identity);
    live = again;
  }
}
