import { CapstanError } from '../errors/index.ts';
import { rehearse } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import { existingItems, isIntact } from './draft.ts';
import { deployedOf, type History, isPending, latestOf, type RecordSummary } from './history.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { planRestoration, restore } from './restore.ts';
import { readRecord } from './store.ts';

/**
 * Back to an earlier revision because a person says so, as `helm rollback` does. The new revision carries the digest of the
 * deployed one: an operator that runs leaves it alone until the inputs change.
 * @param toRevision undefined: the newest before the latest that was ever deployed
 * @throws CapstanError RELEASE_NOT_FOUND; CONFLICT while another attempt is under way
 */
export async function rollbackRelease(
  toRevision: number | undefined,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { history, identity } = context;
  const latest = latestOf(history);
  const release = `release ${identity.storageNamespace}/${identity.name}`;
  if (!latest) throw new CapstanError('RELEASE_NOT_FOUND', `${release} has no revisions`);
  if (isPending(latest)) {
    throw new CapstanError('CONFLICT', `${release}: revision ${latest.revision} is ${latest.status}`, {
      hint: 'wait until it is through; one that was broken off is gone on with when the operator runs again',
    });
  }
  const found = rollbackTarget(toRevision, history);
  if (!found) throw notFound(toRevision, release, history);
  const base = deployedOf(history);
  const digest = base?.digest ?? found.digest;
  const target = await readRecord(context, found, signal);
  const existing = await existingItems(context, signal);
  const restored = { ...context, digest };
  const isUnchanged = (item: (typeof existing)[number]) => isIntact(context, item.ref, item.applied);
  const restoration = await planRestoration(
    target,
    { previous: existing, maybe: existing },
    isUnchanged,
    restored,
    signal,
  );
  await rehearse(restoration.plan, restored, signal);
  return outcomeOf('rolledBack', await restore(restoration, latest.revision + 1, base, restored, signal));
}

export function rollbackTarget(toRevision: number | undefined, history: History): RecordSummary | undefined {
  if (toRevision !== undefined) return history.find(({ revision }) => revision === toRevision);
  return history.slice(0, -1).findLast(({ status }) => status === 'superseded' || status === 'deployed');
}

function notFound(toRevision: number | undefined, release: string, history: History): CapstanError {
  const revisions = history.map(({ revision, status }) => `${revision} (${status})`).join(', ');
  const what = toRevision === undefined ? 'no earlier revision to go back to' : `no revision ${toRevision}`;
  return new CapstanError('RELEASE_NOT_FOUND', `${release} has ${what}`, { hint: `it has ${revisions}` });
}
