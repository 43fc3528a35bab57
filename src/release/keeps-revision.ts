import { isDeepStrictEqual } from 'node:util';
import { manifestText } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import type { Draft } from './draft.ts';
import { latestOf, type RecordSummary } from './history.ts';
import { type ReleaseRecord, recordHook } from './record.ts';

/**
 * Whether an upgrade would make what is deployed already. Of our own revisions hooks, notes and values count, too, so that
 * `helm get` stays true. What another program recorded is taken over on helm-operator's terms: it upgrades when the manifest
 * differs, and for nothing else.
 */
export function keepsRevision(
  { plan, rendered }: Pick<Draft, 'plan' | 'rendered'>,
  base: RecordSummary,
  deployed: ReleaseRecord,
  { history, policy, values }: ReleaseContext,
): boolean {
  // Behind a failed revision a new one has to come, else it stays failed.
  if (latestOf(history) !== base || policy.mustRevise || plan.prune.length > 0) return false;
  if (deployed.manifest.trim() !== manifestText(rendered.manifests).trim()) return false;
  if (base.digest === '') return true;
  return (
    (deployed.info.notes ?? '') === rendered.notes &&
    isDeepStrictEqual(deployed.config ?? {}, values) &&
    isDeepStrictEqual(
      (deployed.hooks ?? []).map((hook) => hook.manifest.trim()),
      rendered.hooks.map((hook) => recordHook(hook).manifest.trim()),
    )
  );
}
