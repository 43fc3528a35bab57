import { conditionOf } from './conditions.ts';
import type { ReleaseReadiness, Report, ResourceStatus } from './status.ts';

/** How the summary is to be told. */
export interface SummaryWish {
  /** The word for a release that is deployed and ready. */
  readonly ready: string;
  /** The resource is being deleted. */
  readonly isGoing: boolean;
}

export type Summary = Pick<ResourceStatus, 'status' | 'message' | 'progress'>;

/**
 * A status in three words: RECONCILING, ERROR, REMOVING or the wished one; a sentence; the share of what is ready. It follows
 * the conditions: no report says one thing here and another there.
 * @param after with the conditions that the report has led to
 */
export function summaryOf(before: ResourceStatus, after: ResourceStatus, report: Report, wish: SummaryWish): Summary {
  const told = conditionOf(after.conditions ?? [], 'Ready')?.message ?? '';
  if (report.is === 'failed' || report.is === 'givenUp') {
    return { status: 'ERROR', message: told, progress: wish.isGoing ? undefined : unready(before).progress };
  }
  if (wish.isGoing) return { status: 'REMOVING', message: removalWords(report, told), progress: undefined };
  switch (report.is) {
    case 'begun':
      return reconciling(before, report.what);
    case 'waiting':
      return reconciling(before, report.readiness?.message ?? told, report.readiness);
    case 'deployed':
      if (report.readiness?.isReady) return ready(after, report.readiness, wish);
      if (report.readiness || report.record) return reconciling(before, told, report.readiness);
      return unchanged(before); // nobody has looked yet
    case 'paused':
      return unchanged(before);
    default:
      return reconciling(before, told);
  }
}

function unchanged({ status, message, progress }: ResourceStatus): Summary {
  return { status, message, progress };
}

function ready({ conditions = [] }: ResourceStatus, { message }: ReleaseReadiness, wish: SummaryWish): Summary {
  const [words = ''] = (conditionOf(conditions, 'Deployed')?.message ?? '').trim().split('\n'); // the chart's notes
  return { status: wish.ready, message: words === '' ? message : `${message}. ${words}`, progress: '100%' };
}

function reconciling(before: ResourceStatus, words: string, readiness?: ReleaseReadiness): Summary {
  const { progress } = readiness ? { progress: `${Math.min(99, readiness.percent)}%` } : unready(before);
  return { status: 'RECONCILING', message: `${progress.slice(0, -1)} % ready: ${words}`, progress };
}

/** As far as it was, when all was ready. */
function unready({ progress = '0%' }: ResourceStatus): { readonly progress: string } {
  return { progress: progress === '100%' ? '99%' : progress };
}

function removalWords(report: Report, told: string): string {
  if (report.is === 'begun') return report.what;
  if (report.is === 'uninstalled' && report.isWaiting) {
    return `waiting for ${report.left || 'all resources'} to be gone`;
  }
  return told;
}
