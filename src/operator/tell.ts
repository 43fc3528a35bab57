import { isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import { deployedOf, isTransient, type Outcome, type ReleaseRecord, readRecord } from '../release/index.ts';
import type { ResourceEvent } from './events.ts';
import { currentInventory, type Pass, refreshed } from './pass.ts';
import type { NextRun } from './queue.ts';
import { readinessIn } from './readiness.ts';
import {
  type FailedStep,
  isDeploymentTold,
  nextStatus,
  type ReleaseReadiness,
  type Report,
  type ResourceStatus,
} from './status.ts';
import { writeStatus } from './status-writer.ts';

/** @param drift differences that are left alone, in words */
export async function tellDeployed(
  pass: Pass,
  outcome: Outcome | undefined,
  drift: readonly string[] = [],
): Promise<NextRun> {
  const { log, identity, ref, wishes } = pass;
  const now = refreshed(pass);
  await tell(pass, {
    is: 'deployed',
    record: outcome?.record ?? (await untoldRecord(now)),
    readiness: await readinessOfRelease(now),
    namespace: identity.namespace === ref.namespace ? undefined : identity.namespace,
    handled: { reconcileNow: wishes.reconcileNow, forceNow: wishes.forceNow },
    problems: wishes.problems,
    drift,
  });
  log.info('Reconciled release');
  return nextPeriod(pass);
}

/** annotation > watches.yaml > flag, as in helm-operator. */
function nextPeriod({ the, wishes }: Pass): NextRun {
  const ms = wishes.reconcilePeriodMs ?? the.watch.reconcilePeriodMs ?? the.reconcilePeriodMs;
  return ms > 0 ? { after: 'delay', ms } : { after: 'nothing' };
}

/** The watches of what is waited for wake the resource. */
export async function tellBlocked(pass: Pass, waitingFor: readonly string[]): Promise<NextRun> {
  pass.log.info('Waiting for what the release depends on', { waitingFor });
  await tell(pass, { is: 'blocked', waitingFor });
  return nextPeriod(pass);
}

/** @param inputs digest of what could not be brought about, where it is known */
export async function tellFailed(pass: Pass, step: FailedStep, error: unknown, inputs = ''): Promise<NextRun> {
  const { run, log, the, ref, resource } = pass;
  if (run.signal.aborted || isAbort(error)) return { after: 'nothing' };
  if (the.store.get(ref.namespace, ref.name)?.object.metadata.uid !== resource.object.metadata.uid) {
    // Deleted before it had our finalizer, or by taking that away: Kubernetes removes what it owned under our hands.
    log.info('Resource is gone in the middle of its release', { reason: messageOf(error) });
    return { after: 'nothing' };
  }
  if (isCapstanError(error, 'CONFLICT') && run.failures === 0) {
    log.debug('The world moved meanwhile', { error: error.message });
    return { after: 'backoff' };
  }
  if (isTransient(error) && step === 'render' && run.failures === 0) return { after: 'backoff' }; // says nothing of the release
  // Only a change of the inputs helps: trying again would find the same.
  const cannotPass = isCapstanError(error) && error.retry === 'never';
  const failures = countFailures(pass, step, inputs);
  const isLast = isExhausted(pass, failures);
  const isFinal = cannotPass || isLast;
  const during = cannotPass && step === 'upgrade' ? 'render' : step;
  log.error('Release failed', error, { during });
  const isGone = during === 'upgrade' && deployedOf(refreshed(pass).history) === undefined;
  // A word that asks for an attempt has had it: else what this one leaves in the cluster would set off the next at once.
  const handled = isLast ? { handled: { reconcileNow: undefined, forceNow: pass.wishes.forceNow } } : {};
  const report = {
    is: 'failed',
    during,
    error,
    isFinal,
    isGone,
    ...handled,
    ...(failures ? { failures } : {}),
  } as const;
  const isNews = await tell(pass, report);
  if (isNews) announce(pass, { type: 'Warning', reason: 'ReleaseFailed', message: messageOf(error) });
  if (isFinal) return { after: 'nothing', isFailure: true };
  // While a chart is rendered nothing else happens: ten that never end must not be all that happens.
  return isCapstanError(error, 'RENDER_TIMEOUT')
    ? { after: 'delay', ms: renderAgainMs, isFailure: true }
    : { after: 'backoff' };
}

const renderAgainMs = 300_000;

/** Attempts in a row with the same inputs; counted in the status, so that a restart forgets none. */
function countFailures({ the, resource }: Pass, step: FailedStep, inputs: string): ResourceStatus['failures'] {
  const isAttempt = step === 'install' || step === 'upgrade';
  if (!isAttempt || inputs === '' || the.watch.remediation.retries === undefined) return undefined;
  const before = resource.status.failures;
  return { inputs, count: before?.inputs === inputs ? before.count + 1 : 1 };
}

/** Whether no further attempt is to be made. */
export function isExhausted({ the }: Pick<Pass, 'the'>, failures: ResourceStatus['failures']): boolean {
  const { retries } = the.watch.remediation;
  return failures !== undefined && retries !== undefined && failures.count > retries;
}

export function tell({ the, ref, run, resource }: Pass, report: Report): Promise<boolean> {
  const now = the.now();
  // What was acted on, not what has come since: `observedGeneration` must never run ahead of the release.
  const { generation, deletionTimestamp } = resource.object.metadata;
  const { statusSummary } = the.watch;
  const wish = statusSummary && { ...statusSummary, isGoing: deletionTimestamp !== undefined };
  const next = (before: ResourceStatus) => nextStatus(before, report, generation, now, the.isStrict, wish);
  return writeStatus(ref, the.store, the.cluster, next, run.signal);
}

/** Tells what need not be told for the work to go on. */
export async function tellIfPossible(pass: Pass, report: Report): Promise<void> {
  try {
    await tell(pass, report);
  } catch (error) {
    if (isAbort(error)) throw error;
    pass.log.warn('Status could not be written', { reason: messageOf(error) });
  }
}

/** Where a summary is wished for: before the first request. A further try of what failed says nothing new. */
export async function tellBegin(pass: Pass, what: string): Promise<void> {
  const { the, run } = pass;
  if (the.watch.statusSummary && run.failures === 0) await tellIfPossible(pass, { is: 'begun', what });
}

/** Events are told on the side: nothing waits for them. */
export function announce({ the, resource, run }: Pass, event: ResourceEvent): void {
  void the.events.record(resource, the.watch.gvk, event, run.signal);
}

export function announceOverrides(pass: Pass): void {
  const { watch, suppressOverrideValues } = pass.the;
  for (const [key, value] of Object.entries(watch.overrideValues)) {
    const shown = suppressOverrideValues ? '****' : value;
    const message = `Chart value "${key}" overridden to "${shown}" by operator's watches.yaml`; // helm-operator's words
    announce(pass, { type: 'Warning', reason: 'OverrideValuesInUse', message });
  }
}

/** The deployed record, read only if the status does not tell of it yet: after a stop between record and status. */
async function untoldRecord(pass: Pass): Promise<ReleaseRecord | undefined> {
  const { the, resource, ref, history, run, wishes } = pass;
  const latest = the.store.get(ref.namespace, ref.name) ?? resource;
  const deployed = deployedOf(history);
  if (!deployed) return undefined;
  const { generation } = latest.object.metadata;
  // A strict status does not say of which generation it is.
  if (!the.isStrict && isDeploymentTold(latest.status, generation, wishes.problems, deployed.revision))
    return undefined;
  return readRecord({ recordCluster: the.cluster }, deployed, run.signal);
}

/** undefined while a watch has not caught up: what nobody has looked at is neither ready nor not. */
async function readinessOfRelease(pass: Pass): Promise<ReleaseReadiness | undefined> {
  const { sight } = pass;
  const inventory = (await currentInventory(pass)) ?? [];
  const visible = inventory.filter(({ ref }) => sight.canSee(ref));
  if (visible.some(({ ref }) => sight.find(ref) === 'unknown')) return undefined;
  const hidden = inventory.filter(({ ref }) => !sight.canSee(ref)).map(({ ref }) => ref);
  return readinessIn(sight, visible, hidden);
}
