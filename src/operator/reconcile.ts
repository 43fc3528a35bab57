import type { Cluster, ObjectRef } from '../cluster/index.ts';
import { isAbort } from '../errors/index.ts';
import type { ReleaseIdentity } from '../release/index.ts';
import { readWishes } from './annotations.ts';
import { bringAbout } from './bring-about.ts';
import { identityOf } from './identity.ts';
import type { Pass, Reconciler } from './pass.ts';
import type { NextRun, Run } from './queue.ts';
import { remove } from './remove.ts';
import { hasFinalizer, ownerOf, type Resource } from './resource.ts';
import { lookAt } from './sight.ts';
import { announce, tell, tellFailed } from './tell.ts';
import { expandResourceText, type Watch } from './watches/index.ts';

/** Looks at one resource, decides, acts, and tells. Never throws: what fails ends in the status, the log and the back-off. */
export async function reconcile(the: Reconciler, ref: ObjectRef, run: Run): Promise<NextRun> {
  const owner = run.key;
  const resource = the.store.get(ref.namespace, ref.name);
  const isGoing = resource?.object.metadata.deletionTimestamp !== undefined;
  if (!resource || (isGoing && !hasFinalizer(resource))) {
    the.dependents.forget(owner);
    the.sources.forget(owner);
    return { after: 'nothing' };
  }
  const found = findIdentity(resource, the.watch, ref);
  const { identity } = found;
  const { namespace, name } = ref;
  const log = the.log.child('reconcile', { namespace, name, release: identity.name, run: newRunId() });
  const wishes = readWishes(resource.object);
  for (const problem of [...wishes.problems, ...wishes.remarks]) log.info('Annotation ignored', { problem });
  the.onIdentity(owner, identity);
  const history = the.records.historyOf(identity.storageNamespace, identity.name);
  const sight = the.watch.watchDependentResources
    ? the.dependents.sightFor(owner)
    : await lookAt(the.cluster, [], run.signal);
  const actor = findActor(the, resource, identity);
  const { cluster } = actor;
  const pass: Pass = { the, run, ref, resource, wishes, identity, history, cluster, owner, sight, log };
  try {
    if (found.error === undefined && !isInScope(pass)) return { after: 'nothing' };
    if (isGoing && actor.error !== undefined) return await tellFailed(pass, 'uninstall', actor.error);
    if (isGoing) return await remove(pass);
    const error = found.error ?? actor.error;
    if (error !== undefined) return await tellFailed(pass, 'install', error);
    if (wishes.isSuspended) return await pause(pass);
    return await bringAbout(pass);
  } catch (error) {
    if (run.signal.aborted || isAbort(error)) return { after: 'nothing' };
    log.error('Reconcile failed', error);
    return { after: 'backoff' };
  }
}

/**
 * Watches of a cluster-scoped kind show every resource, whatever namespaces the operator looks after. One whose release
 * is elsewhere may be another operator's: it is left alone, as those of other namespaces are. One whose namespace is not
 * known yet comes again when it is: the watches of each namespace tell of it.
 */
function isInScope(pass: Pass): boolean {
  const { the, ref, identity, log } = pass;
  if (ref.namespace !== '') return true;
  const { storageNamespace } = identity;
  const scope = the.records.scopeOf(storageNamespace);
  if (scope !== 'outside') return scope === 'known';
  const hint = 'name it in WATCH_NAMESPACE';
  log.warn('Resource left alone: its release belongs to a namespace that is not looked after', {
    storageNamespace,
    hint,
  });
  const message = `The release belongs to namespace ${storageNamespace}, which this operator does not look after`;
  announce(pass, { type: 'Warning', reason: 'OutOfScope', message });
  return false;
}

/** A resource that stands for no release can still be deleted, and be told why. */
function findIdentity(
  resource: Resource,
  watch: Watch,
  { namespace, name }: ObjectRef,
): { readonly identity: ReleaseIdentity; readonly error?: unknown } {
  try {
    return { identity: identityOf(resource, watch) };
  } catch (error) {
    const chartName = watch.chart.metadata.name;
    const owner = ownerOf(resource, watch.gvk);
    return { identity: { name, namespace, storageNamespace: namespace, chartName, owner }, error };
  }
}

/**
 * The operator's own rights, or those of the ServiceAccount that watches.yaml names. With an error nothing may be done to
 * the release, not even an uninstall: its hooks would run with more rights than they were meant to have.
 */
function findActor(
  { cluster, watch }: Reconciler,
  { object }: Resource,
  identity: ReleaseIdentity,
): { readonly cluster: Cluster; readonly error?: unknown } {
  if (watch.serviceAccountName === undefined) return { cluster };
  try {
    const account = expandResourceText(watch.serviceAccountName, object);
    // Without groups: the API server adds those of a ServiceAccount, and asks for no right to impersonate groups.
    return { cluster: cluster.impersonating(`system:serviceaccount:${identity.storageNamespace}:${account}`) };
  } catch (error) {
    return { cluster, error };
  }
}

async function pause(pass: Pass): Promise<NextRun> {
  pass.log.debug('Suspended');
  await tell(pass, { is: 'paused' });
  return { after: 'nothing' };
}

let runs = 0;

/** Joins the log lines of one run. */
function newRunId(): string {
  runs = (runs + 1) % 0xffffff;
  return runs.toString(16).padStart(6, '0');
}
