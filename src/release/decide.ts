import type { ObjectRef } from '../cluster/index.ts';
import { deployedOf, type History, isPending, latestOf, type RecordSummary } from './history.ts';

/** What the cluster and the records say about one release, and nothing about how to mend it. */
export interface Observation {
  /** deletionTimestamp of the resource (RFC 3339); undefined: it is to be. */
  readonly deletedAt: string | undefined;
  readonly history: History;
  /** Of the inputs as they are now: chart, values, capabilities, identity. */
  readonly digest: string;
  /** Objects of the inventory that are missing or changed in the cluster. */
  readonly drift: readonly ObjectRef[];
  /** What asks for a new revision although the inputs are the same, in words. */
  readonly demand?: string | undefined;
}

export type ReleaseState = 'absent' | 'pending' | 'failed' | 'outOfSync' | 'drifted' | 'untidy' | 'inSync';

export type Decision =
  | { readonly do: 'install' | 'upgrade'; readonly resume: RecordSummary | undefined; readonly because: string }
  | { readonly do: 'correct'; readonly drift: readonly ObjectRef[]; readonly because: string }
  | { readonly do: 'tidy'; readonly stale: readonly RecordSummary[]; readonly because: string }
  | { readonly do: 'uninstall'; readonly since: string; readonly because: string }
  | { readonly do: 'nothing'; readonly because: string };

/** Observation to action: no I/O, no clock, no kind of resource. */
export function decide(seen: Observation): Decision {
  if (seen.deletedAt !== undefined)
    return { do: 'uninstall', since: seen.deletedAt, because: 'the resource is being deleted' };
  const latest = latestOf(seen.history);
  switch (stateOf(seen)) {
    case 'absent':
      return { do: 'install', resume: undefined, because: 'no release is recorded' };
    case 'pending':
      return { do: next(seen), resume: latest, because: `revision ${latest?.revision} never finished` };
    case 'failed':
      return { do: next(seen), resume: undefined, because: `revision ${latest?.revision} is ${latest?.status}` };
    case 'outOfSync':
      return { do: 'upgrade', resume: undefined, because: seen.demand ?? 'values, chart or capabilities changed' };
    case 'drifted':
      return { do: 'correct', drift: seen.drift, because: `${seen.drift.length} objects differ from the release` };
    case 'untidy':
      return { do: 'tidy', stale: staleRecords(seen.history), because: 'an older revision is still marked deployed' };
    case 'inSync':
      return { do: 'nothing', because: 'up to date' };
  }
}

export function stateOf(seen: Observation): ReleaseState {
  const latest = latestOf(seen.history);
  if (!latest || latest.status === 'uninstalled') return 'absent';
  if (isPending(latest)) return 'pending';
  if (latest.status !== 'deployed') return 'failed';
  if (latest.digest !== seen.digest || seen.demand !== undefined) return 'outOfSync';
  if (seen.drift.length > 0) return 'drifted';
  return staleRecords(seen.history).length > 0 ? 'untidy' : 'inSync';
}

/** Left by a stop between "the new revision is deployed" and "the old one is superseded". */
function staleRecords(history: History): readonly RecordSummary[] {
  const current = deployedOf(history);
  return history.filter((record) => record.status === 'deployed' && record !== current);
}

/** Nothing was ever deployed: what comes is still an install. */
function next(seen: Observation): 'install' | 'upgrade' {
  return deployedOf(seen.history) ? 'upgrade' : 'install';
}
