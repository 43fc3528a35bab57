import type { KubeObject } from '../object.ts';
import { textAt } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

export function judgePersistentVolumeClaim(object: KubeObject): Readiness {
  const phase = textAt(object, 'status', 'phase');
  return phase === 'Bound' ? current('bound') : inProgress(`not bound (${phase ?? 'no phase yet'})`);
}

/** kstatus has no rule for volumes. Failed is a reclaim that went wrong. */
export function judgePersistentVolume(object: KubeObject): Readiness {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Failed') return failed(textAt(object, 'status', 'message') ?? 'reclaiming the volume failed');
  return phase === undefined || phase === 'Pending' ? inProgress('pending') : current(phase.toLowerCase());
}
