import { formatRef, type KubeObject, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { listed } from '../listed.ts';
import { type Look, lookUntil, type Seen } from './look-until.ts';

/** How far a release is. */
export interface Progress {
  readonly ready: number;
  readonly total: number;
  /** What is waited for, in words; undefined: nothing. */
  readonly waiting: string | undefined;
}

/**
 * Until all objects are ready. Jobs have to be complete: what comes next builds on what they did.
 * @throws CapstanError NOT_READY after `timeoutMs`, or at once when an object has failed for good
 */
export function awaitReady(
  refs: readonly ObjectRef[],
  timeoutMs: number,
  look: Look,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const isOver = (seen: readonly Seen[], isLate: boolean) => {
    const pending = seen.filter((one) => !isReady(one));
    const waiting = pending.length === 0 ? undefined : describe(pending);
    onProgress({ ready: seen.length - pending.length, total: seen.length, waiting });
    const hasFailed = pending.some(hasFailedForGood);
    if (hasFailed || (isLate && waiting !== undefined)) {
      const when = hasFailed ? '' : ` after ${timeoutMs / 1_000} s`;
      throw new CapstanError('NOT_READY', `the chart's objects are not ready${when}: ${waiting}`);
    }
    return waiting === undefined;
  };
  return lookUntil(isOver, refs, timeoutMs, look, signal);
}

function isReady({ ref, object, readiness }: Seen): boolean {
  if (readiness.status !== 'Current') return false;
  return ref.kind !== 'Job' || ref.group !== 'batch' || isComplete(object);
}

function isComplete(job: KubeObject | undefined): boolean {
  const status = job?.['status'] as { conditions?: readonly { type: string; status: string }[] } | undefined;
  return status?.conditions?.some(({ type, status }) => type === 'Complete' && status === 'True') ?? false;
}

function hasFailedForGood({ readiness }: Seen): boolean {
  return readiness.status === 'Failed';
}

function describe(pending: readonly Seen[]): string {
  const failedFirst = pending.toSorted((a, b) => Number(hasFailedForGood(b)) - Number(hasFailedForGood(a)));
  return listed(failedFirst, ({ ref, readiness }) => `${formatRef(ref)}: ${readiness.message}`, 2);
}
