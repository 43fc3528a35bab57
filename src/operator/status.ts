import { isDeepStrictEqual } from 'node:util';
import { type CapstanError, isCapstanError, messageWithPlace } from '../errors/index.ts';
import type { ReleaseRecord } from '../release/index.ts';
import { type Condition, conditionOf, withCondition, withoutCondition } from './conditions.ts';
import { maskSecrets } from './mask-secrets.ts';

/** The part of a custom resource's status that is ours. Fields of others in it are left as they are. */
export interface ResourceStatus {
  readonly conditions?: readonly Condition[];
  readonly deployedRelease?: { readonly name: string; readonly manifest: string };
  readonly observedGeneration?: number;
  readonly [field: string]: unknown;
}

/** Readiness of a release's objects, summed up. */
export interface ReleaseReadiness {
  readonly isReady: boolean;
  readonly message: string;
}

export type Report =
  | {
      readonly is: 'deployed';
      /** undefined: the status tells of it already. */
      readonly record: ReleaseRecord | undefined;
      /** undefined: not known yet; what the status says of it stays. */
      readonly readiness: ReleaseReadiness | undefined;
    }
  | { readonly is: 'waiting'; readonly what: string }
  | {
      readonly is: 'failed';
      readonly during: FailedStep;
      readonly error: unknown;
    }
  | { readonly is: 'uninstalled' };

/** 'reconcile': neither installing nor upgrading; 'render': an upgrade whose inputs do not render. */
export type FailedStep = 'install' | 'upgrade' | 'uninstall' | 'reconcile' | 'render';

/** The next status from the last one and what just happened. Pure: `now` only dates the flips. */
export function nextStatus(
  before: ResourceStatus,
  report: Report,
  generation: number | undefined,
  now: Date,
): ResourceStatus {
  const conditions = withCondition(before.conditions ?? [], { type: 'Initialized', status: 'True' }, now);
  const next = { ...before, ...(generation === undefined ? {} : { observedGeneration: generation }) };
  switch (report.is) {
    case 'deployed':
      return { ...next, ...deployed(conditions, report, now) };
    case 'waiting': // nothing is settled about this generation yet
      return { ...before, conditions: ready(conditions, 'False', 'Progressing', `waiting for ${report.what}`, now) };
    case 'failed':
      return { ...next, conditions: failed(conditions, report, now) };
    case 'uninstalled': {
      const { deployedRelease: _, ...rest } = next;
      return { ...rest, conditions: uninstalled(conditions, now) };
    }
  }
}

/** Whether a status has to be written. */
export function hasStatusChanged(before: ResourceStatus, after: ResourceStatus): boolean {
  return !isDeepStrictEqual(before, after);
}

/**
 * True when the status tells of this generation's deployment, so that nothing needs to be read to complete it. A failure
 * that it tells of may have been followed by a success that a stop kept from being told.
 */
export function isDeploymentTold(status: ResourceStatus, generation: number | undefined): boolean {
  const conditions = status.conditions ?? [];
  return (
    conditionOf(conditions, 'Deployed')?.status === 'True' &&
    conditionOf(conditions, 'ReleaseFailed') === undefined &&
    conditionOf(conditions, 'Irreconcilable') === undefined &&
    status.deployedRelease !== undefined &&
    status.observedGeneration === generation
  );
}

function deployed(
  before: readonly Condition[],
  { record, readiness }: Extract<Report, { is: 'deployed' }>,
  now: Date,
): Pick<ResourceStatus, 'conditions' | 'deployedRelease'> {
  let conditions = withoutCondition(withoutCondition(before, 'ReleaseFailed'), 'Irreconcilable');
  if (record) {
    const reason = record.version === 1 ? 'InstallSuccessful' : 'UpgradeSuccessful';
    const message = record.info.notes ?? '';
    conditions = withCondition(conditions, { type: 'Deployed', status: 'True', reason, message }, now);
  }
  if (readiness) {
    const [status, reason] = readiness.isReady
      ? (['True', 'ReleaseReady'] as const)
      : (['False', 'Progressing'] as const);
    conditions = ready(conditions, status, reason, readiness.message, now);
  } else if (record || !conditionOf(conditions, 'Ready')) {
    conditions = ready(conditions, 'False', 'Progressing', 'the objects are not in sight yet', now);
  }
  return {
    conditions,
    ...(record ? { deployedRelease: { name: record.name, manifest: maskSecrets(record.manifest) } } : {}),
  };
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
  { during, error }: Extract<Report, { is: 'failed' }>,
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
      : withoutCondition(conditions, 'Irreconcilable');
  return ready(conditions, 'False', reason, message, now);
}

function uninstalled(before: readonly Condition[], now: Date): readonly Condition[] {
  const gone = withoutCondition(withoutCondition(before, 'ReleaseFailed'), 'Irreconcilable');
  const conditions = withCondition(gone, { type: 'Deployed', status: 'False', reason: 'UninstallSuccessful' }, now);
  return ready(conditions, 'False', 'UninstallSuccessful', 'the release is uninstalled', now);
}

function ready(
  conditions: readonly Condition[],
  status: Condition['status'],
  reason: string,
  message: string,
  now: Date,
): readonly Condition[] {
  return withCondition(conditions, { type: 'Ready', status, reason, message }, now);
}

function describeFailure(error: unknown): string {
  const hint = isCapstanError(error) ? (error as CapstanError).hint : undefined;
  const words = messageWithPlace(error);
  return hint ? `${words} (hint: ${hint})` : words;
}
