import type { ReleaseContext } from './context.ts';
import { latestOf, type RecordSummary } from './history.ts';
import type { Outcome } from './outcome.ts';
import { markRecord } from './store.ts';

/** One release has one deployed revision: older ones that still say so are marked superseded. */
export async function tidyHistory(
  stale: readonly RecordSummary[],
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  for (const summary of stale) await markRecord(context, summary, 'superseded', signal);
  const revision = latestOf(context.history)?.revision ?? 0;
  return { did: 'nothing', record: undefined, revision };
}
