import { isDeepStrictEqual } from 'node:util';
import { type CapstanError, isCapstanError, messageWithPlace } from '../errors/index.ts';
import type { ReleaseRecord } from '../release/index.ts';
import { type Condition, type ConditionType, conditionOf, withCondition, without } from './conditions.ts';
import { maskSecrets } from './mask-secrets.ts';
import { type SummaryWish, summaryOf } from './status-summary.ts';

/** The part of a custom resource's status that is ours. Fields of others in it are left as they are. */
export interface ResourceStatus {
  readonly conditions?: readonly Condition[];
  /** `namespace`: of its objects, where that is not the resource's. */
  readonly deployedRelease?: {
    readonly name: string;
    readonly namespace?: string;
    readonly manifest: string;
    /** Which one that manifest is of; not in a status of helm-operator's, nor in a strict one. */
    readonly revision?: number;
  };
  readonly observedGeneration?: number;
  /** `2/3` objects, for a printer column. */
  readonly ready?: string;
  /** The last words of the annotations reconcile-now and force-now that were acted on. */
  readonly lastHandledReconcileAt?: string;
  readonly lastHandledForceAt?: string;
  /** Attempts that failed in a row with the inputs of that digest; only where the number of retries is limited. */
  readonly failures?: { readonly inputs: string; readonly count: number };
  /** The summary, where it is wished for: a word, a sentence, `67%`. */
  readonly status?: string | undefined;
  readonly message?: string | undefined;
  readonly progress?: string | undefined;
  readonly [field: string]: unknown;
}

/** What of a status is ours to write. */
export const ownFields = [
  'conditions',
  'deployedRelease',
  'observedGeneration',
  'ready',
  'lastHandledReconcileAt',
  'lastHandledForceAt',
  'failures',
  'status',
  'message',
  'progress',
] as const;

/** Readiness of a release's objects, summed up. */
export interface ReleaseReadiness {
  readonly isReady: boolean;
  readonly message: string;
  /** Objects, and how many of them are ready. */
  readonly count: { readonly ready: number; readonly total: number };
  /** Of those that run something, what share is ready; 100 only when all objects are. */
  readonly percent: number;
}

/** What was asked for by annotations, and done. */
export interface Handled {
  readonly reconcileNow: string | undefined;
  readonly forceNow: string | undefined;
}

export type Report =
  | {
      readonly is: 'deployed';
      /** undefined: the status tells of it already. */
      readonly record: ReleaseRecord | undefined;
      /** undefined: not known yet; what the status says of it stays. */
      readonly readiness: ReleaseReadiness | undefined;
      /** Where it is not the resource's: the namespace of the objects. */
      readonly namespace?: string | undefined;
      readonly handled?: Handled;
      /** Annotations that cannot be read: they are told, and hold nothing up. */
      readonly problems?: readonly string[];
      /** Differences that are left alone, in words. */
      readonly drift?: readonly string[];
    }
  /** Work has begun; only the summary tells of it. */
  | { readonly is: 'begun'; readonly what: string }
  | { readonly is: 'waiting'; readonly what: string; readonly readiness?: ReleaseReadiness }
  /** Something else has to be there or ready first. */
  | { readonly is: 'blocked'; readonly waitingFor: readonly string[] }
  /** An uninstall has not begun, because of these objects, in words. */
  | { readonly is: 'held'; readonly holders: readonly string[] }
  | { readonly is: 'paused' }
  /** Attempts failed too often before: what the status tells of the last one holds. */
  | { readonly is: 'givenUp' }
  | {
      readonly is: 'failed';
      readonly during: FailedStep;
      readonly error: unknown;
      /** No further attempt is made until the inputs change. */
      readonly isFinal?: boolean;
      readonly failures?: ResourceStatus['failures'];
      /** The failure was answered by an uninstall: nothing is deployed any more. */
      readonly isGone?: boolean;
      readonly handled?: Handled;
    }
  /** `left`: what is waited for, by name. */
  | { readonly is: 'uninstalled'; readonly isWaiting?: boolean; readonly left?: string };

/** 'reconcile': neither installing nor upgrading; 'render': an upgrade whose inputs do not render. */
export type FailedStep = 'install' | 'upgrade' | 'uninstall' | 'reconcile' | 'render';

/**
 * The next status from the last one and what just happened. Pure: `now` only dates the flips.
 * @param isStrict nothing but what helm-operator shows, and its manifest with Secrets in clear text
 * @param wish for a summary besides
 */
export function nextStatus(
  before: ResourceStatus,
  report: Report,
  generation: number | undefined,
  now: Date,
  isStrict = false,
  wish?: SummaryWish,
): ResourceStatus {
  const next = report.is === 'begun' ? before : afterReport(before, report, generation, now, isStrict);
  const told = isStrict ? strictly(next) : next;
  return wish ? { ...told, ...summaryOf(before, next, report, wish) } : told;
}

function afterReport(
  before: ResourceStatus,
  report: Exclude<Report, { is: 'begun' }>,
  generation: number | undefined,
  now: Date,
  isStrict: boolean,
): ResourceStatus {
  const base = report.is === 'paused' ? (before.conditions ?? []) : resumed(before.conditions ?? []);
  const conditions = withCondition(base, { type: 'Initialized', status: 'True' }, now);
  const next = { ...before, ...(generation === undefined ? {} : { observedGeneration: generation }) };
  switch (report.is) {
    case 'deployed':
      return { ...withoutFailures(next), ...deployed(conditions, report, now, isStrict), ...handled(report.handled) };
    case 'waiting': // nothing is settled about this generation yet
      return { ...before, ...countOf(report.readiness), conditions: waiting(conditions, report.what, now) };
    case 'blocked':
      return {
        ...before,
        conditions: held(conditions, 'DependencyNotReady', `waiting for ${report.waitingFor.join(', ')}`, now),
      };
    case 'held':
      return {
        ...before,
        conditions: held(conditions, 'InUse', `the uninstall waits for ${report.holders.join(', ')} to be gone`, now),
      };
    case 'paused':
      return { ...before, conditions: paused(conditions, now) };
    case 'givenUp':
      return { ...next, conditions: givenUp(conditions, now) };
    case 'failed':
      return {
        ...(report.isGone ? withoutRelease(next) : next),
        ...(report.failures ? { failures: report.failures } : {}),
        ...handled(report.handled),
        conditions: failed(report.isGone ? undeployed(conditions, now) : conditions, report, now),
      };
    case 'uninstalled': {
      const { isWaiting = false } = report; // helm-operator, too, knows by deployedRelease what is waited for
      const left = withoutFailures(isWaiting ? next : withoutRelease(next));
      return { ...left, conditions: uninstalled(conditions, isWaiting, now) };
    }
  }
}

const betterTypes: ReadonlySet<string> = new Set(['Ready', 'Reconciling', 'Stalled', 'Drifted']);

function strictly({ observedGeneration: _, ready: __, ...status }: ResourceStatus): ResourceStatus {
  return { ...status, conditions: (status.conditions ?? []).filter(({ type }) => !betterTypes.has(type)) };
}

function withoutRelease({ deployedRelease: _, ready: __, ...status }: ResourceStatus): ResourceStatus {
  return status;
}

function withoutFailures({ failures: _, ...status }: ResourceStatus): ResourceStatus {
  return status;
}

function undeployed(conditions: readonly Condition[], now: Date): readonly Condition[] {
  if (conditionOf(conditions, 'Deployed')?.status !== 'True') return conditions;
  const message = 'the release was uninstalled after an upgrade that failed';
  return withCondition(conditions, { type: 'Deployed', status: 'False', reason: 'UninstallSuccessful', message }, now);
}

function handled(done: Handled | undefined): Partial<ResourceStatus> {
  return {
    ...(done?.reconcileNow === undefined ? {} : { lastHandledReconcileAt: done.reconcileNow }),
    ...(done?.forceNow === undefined ? {} : { lastHandledForceAt: done.forceNow }),
  };
}

function countOf(readiness: ReleaseReadiness | undefined): Pick<ResourceStatus, 'ready'> {
  return readiness ? { ready: `${readiness.count.ready}/${readiness.count.total}` } : {};
}

/** Whether a status has to be written. */
export function hasStatusChanged(before: ResourceStatus, after: ResourceStatus): boolean {
  return !isDeepStrictEqual(before, after);
}

/**
 * True when the status tells of this generation's deployment, so that nothing needs to be read to complete it. A failure
 * that it tells of may have been followed by a success that a stop kept from being told; so may an older revision, as a new
 * one need not come with a new generation.
 * @param revision the deployed one; a status that names none is believed
 */
export function isDeploymentTold(
  status: ResourceStatus,
  generation: number | undefined,
  problems: readonly string[],
  revision: number,
): boolean {
  const conditions = status.conditions ?? [];
  const { revision: told = revision } = status.deployedRelease ?? {};
  return (
    conditionOf(conditions, 'Deployed')?.status === 'True' &&
    conditionOf(conditions, 'ReleaseFailed') === undefined &&
    (conditionOf(conditions, 'Irreconcilable')?.message ?? '') === problems.join('; ') &&
    status.deployedRelease !== undefined &&
    told === revision &&
    status.observedGeneration === generation
  );
}

function deployed(
  before: readonly Condition[],
  { record, readiness, namespace, problems = [], drift = [] }: Extract<Report, { is: 'deployed' }>,
  now: Date,
  isStrict: boolean,
): Pick<ResourceStatus, 'conditions' | 'deployedRelease' | 'ready'> {
  let conditions = without(before, 'ReleaseFailed', 'Stalled');
  conditions = told(conditions, 'Irreconcilable', problems, 'ReconcileError', now);
  conditions = told(conditions, 'Drifted', drift, 'DriftDetected', now);
  if (record) {
    const reason = record.version === 1 ? 'InstallSuccessful' : 'UpgradeSuccessful';
    const message = record.info.notes ?? '';
    conditions = withCondition(conditions, { type: 'Deployed', status: 'True', reason, message }, now);
  }
  if (readiness?.isReady) conditions = ready(conditions, 'True', 'ReleaseReady', readiness.message, now);
  else if (readiness) conditions = progressing(conditions, readiness.message, now);
  else if (record || !conditionOf(conditions, 'Ready')) {
    conditions = progressing(conditions, 'the objects are not in sight yet', now);
  }
  return {
    conditions,
    ...countOf(readiness),
    ...(record ? { deployedRelease: shown(record, namespace, isStrict) } : {}),
  };
}

function shown(record: ReleaseRecord, namespace: string | undefined, isStrict: boolean) {
  const manifest = isStrict ? record.manifest : shortened(maskSecrets(record.manifest), record.name);
  const place = namespace === undefined ? {} : { namespace };
  return { name: record.name, ...place, manifest, ...(isStrict ? {} : { revision: record.version }) };
}

/** etcd takes objects of 1.5 MiB; a record's text is zipped, a status is not. */
const manifestBytesAtMost = 1024 * 1024;

function shortened(manifest: string, name: string): string {
  const bytes = Buffer.byteLength(manifest);
  if (bytes <= manifestBytesAtMost) return manifest;
  return `# ${bytes} bytes, too many for a status; read them with: capstan get manifest ${name}\n`;
}

function told(
  conditions: readonly Condition[],
  type: ConditionType,
  words: readonly string[],
  reason: string,
  now: Date,
): readonly Condition[] {
  if (words.length === 0) return without(conditions, type);
  return withCondition(conditions, { type, status: 'True', reason, message: words.join('; ') }, now);
}

function waiting(conditions: readonly Condition[], what: string, now: Date): readonly Condition[] {
  return progressing(without(conditions, 'Stalled'), `waiting for ${what}`, now);
}

/** Other objects have to come, or to go, first. */
function held(before: readonly Condition[], reason: string, message: string, now: Date): readonly Condition[] {
  const conditions = ready(without(before, 'Stalled'), 'False', reason, message, now);
  return withCondition(conditions, { type: 'Reconciling', status: 'True', reason, message }, now);
}

/** What was said of the release stays as it is: nobody looks after it. */
function paused(conditions: readonly Condition[], now: Date): readonly Condition[] {
  const message = 'the annotation capstan.dev/suspend is set';
  const reason = 'SuspendAnnotationTrue';
  return withCondition(without(conditions, 'Reconciling'), { type: 'Paused', status: 'True', reason, message }, now);
}

function resumed(conditions: readonly Condition[]): readonly Condition[] {
  return without(conditions, 'Paused');
}

const failureReasons = {
  install: 'InstallError',
  upgrade: 'UpgradeError',
  render: 'UpgradeError',
  uninstall: 'UninstallError',
  reconcile: 'ReconcileError',
} as const;

/**
 * What helm-operator shows, with the whole cause in the message. An upgrade whose inputs do not render is both: the release
 * did not get what was asked for (ReleaseFailed) and cannot until the inputs change (Irreconcilable).
 */
function failed(
  before: readonly Condition[],
  { during, error, isFinal = false }: Extract<Report, { is: 'failed' }>,
  now: Date,
): readonly Condition[] {
  const message = describeFailure(error);
  const reason = failureReasons[during];
  let conditions =
    during === 'reconcile'
      ? before
      : withCondition(before, { type: 'ReleaseFailed', status: 'True', reason, message }, now);
  conditions =
    during === 'reconcile' || during === 'render'
      ? withCondition(conditions, { type: 'Irreconcilable', status: 'True', reason: 'ReconcileError', message }, now)
      : without(conditions, 'Irreconcilable');
  conditions = ready(without(conditions, 'Reconciling', 'Stalled'), 'False', reason, message, now);
  return isFinal ? withCondition(conditions, { type: 'Stalled', status: 'True', reason, message }, now) : conditions;
}

/** In the words of the last attempt: an upgrade that is not tried again is no progress, whatever was waited for meanwhile. */
function givenUp(before: readonly Condition[], now: Date): readonly Condition[] {
  const { reason = 'ReconcileError', message = '' } = conditionOf(before, 'ReleaseFailed') ?? {};
  const conditions = ready(without(before, 'Reconciling'), 'False', reason, message, now);
  return withCondition(conditions, { type: 'Stalled', status: 'True', reason, message }, now);
}

function uninstalled(before: readonly Condition[], isWaiting: boolean, now: Date): readonly Condition[] {
  const gone = without(before, 'ReleaseFailed', 'Irreconcilable', 'Drifted', 'Stalled');
  const message = isWaiting ? 'Waiting until all resources are deleted.' : ''; // helm-operator's words
  const reason = 'UninstallSuccessful';
  const conditions = withCondition(gone, { type: 'Deployed', status: 'False', reason, message }, now);
  return ready(conditions, 'False', reason, 'the release is uninstalled', now);
}

function progressing(before: readonly Condition[], message: string, now: Date): readonly Condition[] {
  const conditions = ready(before, 'False', 'Progressing', message, now);
  return withCondition(conditions, { type: 'Reconciling', status: 'True', reason: 'Progressing', message }, now);
}

function ready(
  before: readonly Condition[],
  status: Condition['status'],
  reason: string,
  message: string,
  now: Date,
): readonly Condition[] {
  const conditions = status === 'True' ? without(before, 'Reconciling') : before;
  return withCondition(conditions, { type: 'Ready', status, reason, message }, now);
}

function describeFailure(error: unknown): string {
  const hint = isCapstanError(error) ? (error as CapstanError).hint : undefined;
  const words = messageWithPlace(error);
  return hint ? `${words} (hint: ${hint})` : words;
}
