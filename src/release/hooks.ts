import {
  type Cluster,
  formatRef,
  Informer,
  type KubeObject,
  type ObjectRef,
  type Readiness,
  readinessOf,
  refOf,
} from '../cluster/index.ts';
import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import { type Hook, type HookDeletePolicy, type HookEvent, parseManifestText } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { type Attempt, hookKey } from './hook-runs.ts';
import { isNamespacedIn } from './objects.ts';
import type { ReleaseRecord } from './record.ts';
import { recreateAnnotation } from './recreate.ts';
import { describeOwner, isNobodys, isOwnedBy, stampHook } from './stamp.ts';
import { isTransient } from './transient.ts';

/**
 * Runs a release's hooks of one event, one after the other, and waits for Jobs and Pods to complete; notes in `attempt` which
 * ran, and when.
 * @throws CapstanError HOOK_FAILED, HOOK_TIMEOUT, or what the API server says of the hook's object
 */
export async function runHooks(
  event: HookEvent,
  hooks: readonly Hook[],
  { since, runs }: Attempt,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  if (context.policy.disableHooks[actionOf(event)]) return;
  const due = hooks.filter((hook) => hook.events.includes(event));
  const finished: Hook[] = [];
  for (const hook of due) {
    const object = await stamped(hook, context, signal);
    const ref = refOf(object);
    context.log.debug('Running hook', { event, hook: formatRef(ref), weight: hook.weight });
    const started_at = context.now().toISOString();
    const note = (phase: 'Succeeded' | 'Failed') =>
      runs.set(hookKey(hook), { started_at, completed_at: context.now().toISOString(), phase });
    let isOurs = false;
    try {
      await makeHook(hook, object, since, context, signal);
      isOurs = true;
      await waitForCompletion(ref, event, context, signal);
    } catch (error) {
      if (isAbort(error) || isTransient(error)) throw error; // no word about the hook: the next attempt runs it again
      note('Failed');
      if (isOurs && has(hook, 'hook-failed')) await remove(ref, context, signal);
      throw asHookError(error, event, object);
    }
    note('Succeeded');
    finished.push(hook);
  }
  // As in Helm: what succeeded is removed only when all of the event have succeeded, newest first.
  for (const hook of finished.reverse()) {
    if (has(hook, 'hook-succeeded')) await remove(refOf(await stamped(hook, context, signal)), context, signal);
  }
}

/**
 * Creates the hook's object. One of an earlier run goes first where the policy says so, and is an error else, as in Helm; one
 * of this very attempt, which was broken off, is gone on with. What belongs to somebody else is left alone; what belongs to
 * nobody goes too where the hook says that it may be made anew.
 */
async function makeHook(
  hook: Hook,
  object: KubeObject,
  since: string,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const ref = refOf(object);
  const found = await context.cluster.get(ref, signal, { metadataOnly: true });
  const mayTake = object.metadata.annotations?.[recreateAnnotation] === 'true';
  if (found && !isOwnHook(found, context) && !(mayTake && isNobodys(found))) {
    throw new CapstanError('OBJECT_OWNED', `${formatRef(ref)} exists and belongs to ${describeOwner(found)}`);
  }
  if (found && !has(hook, 'before-hook-creation')) {
    if ((found.metadata.creationTimestamp ?? '') >= since) return;
    throw new CapstanError('ALREADY_EXISTS', `${formatRef(ref)} is left from an earlier run`, {
      hint: 'delete it, or give the hook the delete policy before-hook-creation',
    });
  }
  if (found) await removeAndWait(ref, context, signal);
  await context.cluster.create(object, {}, signal);
}

/** Ours, or one that a person's helm made for this release: Helm marks hooks with nothing but their annotation. */
function isOwnHook(found: KubeObject, { identity }: ReleaseContext): boolean {
  const hasController = found.metadata.ownerReferences?.some((reference) => reference.controller) ?? false;
  const isHelms = found.metadata.annotations?.['helm.sh/hook'] !== undefined && !hasController;
  return isHelms || isOwnedBy(found, identity);
}

/** Whose hooks are switched off together: a rollback belongs to the upgrade that it takes back. */
function actionOf(event: HookEvent): 'install' | 'upgrade' | 'uninstall' {
  if (event.endsWith('-install')) return 'install';
  return event.endsWith('-delete') ? 'uninstall' : 'upgrade';
}

/** Hooks as a record keeps them. */
export function restoreHooks(record: ReleaseRecord): readonly Hook[] {
  return (record.hooks ?? []).flatMap((recorded) => {
    const manifest = parseManifestText(recorded.manifest)[0];
    if (!manifest) return [];
    const policies = (recorded.delete_policies ?? []) as readonly HookDeletePolicy[];
    return {
      ...manifest,
      source: recorded.path,
      events: recorded.events ?? [],
      weight: recorded.weight ?? 0,
      deletePolicies: policies.length > 0 ? policies : (['before-hook-creation'] as const),
    };
  });
}

async function stamped(hook: Hook, context: ReleaseContext, signal: AbortSignal): Promise<KubeObject> {
  const isNamespaced = await isNamespacedIn(context.cluster, hook.object, [], signal);
  return stampHook(hook.object, context.identity, isNamespaced);
}

function has(hook: Hook, policy: HookDeletePolicy): boolean {
  return hook.deletePolicies.includes(policy);
}

function remove(ref: ObjectRef, { cluster }: ReleaseContext, signal: AbortSignal): Promise<boolean> {
  return cluster.delete(ref, { propagation: 'Background' }, signal);
}

async function removeAndWait(ref: ObjectRef, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  await remove(ref, context, signal);
  await context.wait(`${formatRef(ref)} of an earlier run to be gone`, () =>
    watchOne(context, ref, context.policy.timeoutMs, signal, (live) => (live === undefined ? 'gone' : undefined)),
  );
}

async function waitForCompletion(
  ref: ObjectRef,
  event: HookEvent,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  const completes = (ref.group === 'batch' && ref.kind === 'Job') || (ref.group === '' && ref.kind === 'Pod');
  if (!completes) return;
  const judge = (live: KubeObject | undefined): Readiness | undefined => {
    if (live === undefined) return { status: 'Failed', message: 'it was deleted before it was through' };
    const completion = completionOf(live);
    return completion.status === 'InProgress' ? undefined : completion;
  };
  const end = await context.wait(`${event} hook ${formatRef(ref)} to complete`, () =>
    watchOne(context, ref, context.policy.timeoutMs, signal, judge),
  );
  if (end.status === 'Failed') throw new CapstanError('HOOK_FAILED', end.message);
}

/** A hook is over when it has completed, not when it is ready: a running Pod is still in progress. */
function completionOf(live: KubeObject): Readiness {
  const status = (live['status'] ?? {}) as { phase?: string; conditions?: { type: string; status: string }[] };
  if (live.kind === 'Pod') {
    if (status.phase === 'Succeeded') return { status: 'Current', message: 'completed' };
    if (status.phase === 'Failed') return { status: 'Failed', message: readinessOf(live).message };
    return { status: 'InProgress', message: '' };
  }
  const holds = (type: string) => status.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
  if (holds('Complete')) return { status: 'Current', message: 'completed' };
  if (holds('Failed')) return { status: 'Failed', message: readinessOf(live).message };
  return { status: 'InProgress', message: '' };
}

/** Watches one object until `judge` gives an answer. `undefined` is handed to it while the object does not exist. */
async function watchOne<T>(
  { cluster, log }: { readonly cluster: Cluster; readonly log: ReleaseContext['log'] },
  ref: ObjectRef,
  timeoutMs: number,
  signal: AbortSignal,
  judge: (live: KubeObject | undefined) => T | undefined,
): Promise<T> {
  signal.throwIfAborted(); // an aborted signal tells its listeners nothing any more
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const target = { gvk: ref, namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    return await new Promise<T>((resolve, reject) => {
      const look = (live: KubeObject | undefined) => {
        const answer = judge(live);
        if (answer !== undefined) resolve(answer);
      };
      until.addEventListener('abort', () => reject(abortReason(ref, timeoutMs, signal)), { once: true });
      const informer = new Informer<KubeObject>(cluster, {
        target,
        transform: (object) => object,
        onChange: (change) => look(change.type === 'deleted' ? undefined : change.value),
        log,
      });
      informer.start(until);
      informer.synced(until).then(
        () => look(informer.get(ref.namespace, ref.name)),
        () => {}, // aborted: the listener above has answered
      );
    });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function abortReason(ref: ObjectRef, timeoutMs: number, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return new CapstanError('HOOK_TIMEOUT', `${formatRef(ref)} did not finish within ${timeoutMs / 1000} s`, {
    hint: 'look at its pods and logs; a longer --release-timeout gives it more time',
  });
}

function asHookError(error: unknown, event: HookEvent, object: KubeObject): CapstanError {
  const what = `${event} hook ${formatRef(refOf(object))}`;
  if (isCapstanError(error, 'HOOK_TIMEOUT')) return error;
  const details = isCapstanError(error)
    ? { cause: error, ...(error.hint ? { hint: error.hint } : {}) }
    : { cause: error };
  return new CapstanError('HOOK_FAILED', `${what} failed: ${messageOf(error)}`, details);
}
