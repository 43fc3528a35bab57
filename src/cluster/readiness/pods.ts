import type { KubeObject } from '../object.ts';
import { conditionOf, isConditionTrue, listAt, textAt, valueAt, wordsOf } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

/** kstatus: how long a pod may be without a node before it counts as unschedulable. */
const scheduleWindowMs = 15_000;

/** Unlike kstatus, a pod that ended with a failure is Failed: it will never serve anybody. */
export function judgePod(object: KubeObject, now: number): Readiness {
  switch (textAt(object, 'status', 'phase')) {
    case 'Succeeded':
      return current('completed');
    case 'Failed':
      return failed(
        textAt(object, 'status', 'message') ?? textAt(object, 'status', 'reason') ?? 'ended with a failure',
      );
    case 'Running':
      return judgeRunning(object);
    case 'Pending':
      return judgePending(object, now);
    default:
      return inProgress('not observed yet');
  }
}

function judgeRunning(object: KubeObject): Readiness {
  if (isConditionTrue(object, 'Ready')) return current('ready');
  return judgeCrashLoop(object) ?? inProgress(wordsOf(conditionOf(object, 'Ready'), 'running, not ready'));
}

function judgePending(object: KubeObject, now: number): Readiness {
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    const created = Date.parse(object.metadata.creationTimestamp ?? '');
    const message = `not scheduled: ${wordsOf(scheduled, 'no node fits')}`;
    return now - created < scheduleWindowMs ? inProgress(message) : failed(message);
  }
  return judgeCrashLoop(object) ?? inProgress(waitingReason(object) ?? 'pending');
}

/** Init containers crash while the pod is still Pending. */
function judgeCrashLoop(object: KubeObject): Readiness | undefined {
  const crashing = waitingContainers(object).filter(({ reason }) => reason === 'CrashLoopBackOff');
  if (crashing.length === 0) return undefined;
  return failed(`crash loop in container ${crashing.map(({ name }) => name).join(', ')}`);
}

function waitingReason(object: KubeObject): string | undefined {
  const waiting = waitingContainers(object)[0];
  return waiting && `container ${waiting.name}: ${waiting.reason}`;
}

function waitingContainers(object: KubeObject): { name: string; reason: string }[] {
  return ['initContainerStatuses', 'containerStatuses']
    .flatMap((field) => listAt(object, 'status', field))
    .flatMap((status) => {
      const name = valueAt(status, ['name']);
      const reason = valueAt(status, ['state', 'waiting', 'reason']);
      return typeof name === 'string' && typeof reason === 'string' ? [{ name, reason }] : [];
    });
}
