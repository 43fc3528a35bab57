import { setTimeout } from 'node:timers/promises';
import { formatRef, type ObjectRef, refOf } from '../../cluster/index.ts';
import { CapstanError, isAbort } from '../../errors/index.ts';
import { deployedOf, latestOf } from '../../release/index.ts';
import { lastErrorOf, lookAt, objectsOf, type Release, untilAllGone } from '../../view/index.ts';
import type { Session } from '../releases/index.ts';
import { Waiting } from '../waiting.ts';

export interface RemovalOptions {
  readonly wait?: boolean;
  readonly timeoutMs: number;
  readonly dryRun: boolean;
}

const lookEveryMs = 300;

/** Deletes the custom resource; its finalizer holds it until the operator has uninstalled the release. */
export async function deleteOwner(session: Session, release: Release, options: RemovalOptions): Promise<void> {
  const { cluster, signal } = session;
  const { resource, history } = release;
  if (!resource) return;
  const ref = refOf(resource);
  const summary = deployedOf(history) ?? latestOf(history);
  const objects = summary ? await objectsOf(session, release, summary) : [];
  if (options.dryRun) {
    return sayWhatGoes(session, `${formatRef(ref)} would be deleted, and with it by the operator:`, objects);
  }
  const { uid } = resource.metadata;
  await cluster.delete(ref, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) }, signal);
  if (options.wait === false) {
    process.stdout.write(`${formatRef(ref)} is being deleted; the operator uninstalls the release\n`);
    return;
  }
  const waiting = new Waiting(process.stderr, session.isLive);
  try {
    await untilOperatorIsThrough(session, ref, uid, options.timeoutMs, waiting);
    if (options.wait) {
      await untilAllGone(session, await withoutKept(session, objects), options.timeoutMs, (what) => waiting.show(what));
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
    throw new CapstanError('NOT_DELETED', `${formatRef(ref)} is being deleted; the operator goes on with it`, {
      hint: `capstan status ${ref.kind.toLowerCase()}/${ref.name} shows how far it is`,
    });
  } finally {
    waiting.show(undefined);
  }
  process.stdout.write(`release ${release.namespace}/${release.name} uninstalled, ${formatRef(ref)} deleted\n`);
}

/** @throws CapstanError NOT_DELETED in the operator's words */
async function untilOperatorIsThrough(
  { cluster, signal }: Session,
  ref: ObjectRef,
  uid: string | undefined,
  timeoutMs: number,
  waiting: Waiting,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const live = await cluster.get(ref, signal);
    if (!live || live.metadata.uid !== uid) return;
    const failure = lastErrorOf(live);
    const isAtUninstall = failure?.reason === 'UninstallError';
    if (performance.now() >= deadline) {
      const held = (live.metadata.finalizers ?? []).join(', ');
      const why = isAtUninstall ? failure.message : `finalizer ${held} holds it`;
      throw new CapstanError('NOT_DELETED', `${formatRef(ref)} is still there after ${timeoutMs / 1_000} s: ${why}`, {
        hint: isAtUninstall && failure.hint ? failure.hint : 'is the operator of this kind running?',
      });
    }
    waiting.show(
      `waiting for the operator to uninstall ${formatRef(ref)}${isAtUninstall ? `: ${failure.message}` : ''}`,
    );
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}

async function withoutKept(session: Session, refs: readonly ObjectRef[]) {
  const { isKept } = await import('../../release/index.ts');
  return (await lookAt(session, refs)).filter(({ object }) => !(object && isKept(object.metadata)));
}

/** What asks to outlive its release stays. */
export async function sayWhatGoes(session: Session, heading: string, refs: readonly ObjectRef[]): Promise<void> {
  const going = await withoutKept(session, refs);
  const staying = refs.filter((one) => !going.some(({ ref }) => ref === one));
  const lines = [heading, ...going.map(({ ref }) => `  ${formatRef(ref)}`)];
  if (staying.length > 0)
    lines.push('what stays, as it asks to be kept:', ...staying.map((ref) => `  ${formatRef(ref)}`));
  process.stdout.write(`${lines.join('\n')}\n`);
}
