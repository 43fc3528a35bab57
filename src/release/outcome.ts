import type { ObjectRef } from '../cluster/index.ts';
import type { RecordSummary } from './history.ts';
import type { ReleaseRecord } from './record.ts';

/** What an action left behind. */
export interface Outcome {
  readonly did: 'installed' | 'upgraded' | 'rolledBack' | 'corrected' | 'uninstalled' | 'nothing';
  /** The deployed revision, where the action read or wrote its record. */
  readonly record: ReleaseRecord | undefined;
  readonly revision: number;
  /** The objects that a correction put right. */
  readonly corrected?: readonly ObjectRef[];
}

export function outcomeOf(
  did: Outcome['did'],
  done: { readonly record: ReleaseRecord; readonly summary: RecordSummary },
): Outcome {
  return { did, record: done.record, revision: done.summary.revision };
}
