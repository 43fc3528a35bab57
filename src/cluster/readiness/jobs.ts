import type { KubeObject } from '../object.ts';
import { conditionOf, isConditionTrue, isTrueAt, numberAt, textAt, wordsOf } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

/** As in kstatus a Job that has started is Current: it runs as asked. Who needs its end reads its conditions. */
export function judgeJob(object: KubeObject): Readiness {
  const want = numberAt(object, 'spec', 'completions') ?? numberAt(object, 'spec', 'parallelism') ?? 1;
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  if (isConditionTrue(object, 'Complete')) return current(`${count('succeeded')} of ${want} completed`);
  const failure = conditionOf(object, 'Failed');
  if (failure?.status === 'True') return failed(wordsOf(failure, `${count('failed')} pods failed`));
  if (isTrueAt(object, 'spec', 'suspend') && isConditionTrue(object, 'Suspended')) return current('suspended');
  if (textAt(object, 'status', 'startTime') === undefined) return inProgress('not started');
  return current(`running, ${count('succeeded')} of ${want} completed`);
}
