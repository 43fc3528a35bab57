import type { GroupVersionKind } from '../cluster/index.ts';

/** How actions on a release are to go about it. */
export interface ReleasePolicy {
  /**
   * A revision counts as deployed only when its objects are ready; post hooks run after that. 'ordered': what objects depend
   * on by their groups is ready before they are sent (order.ts), and an uninstall goes the other way round.
   */
  readonly wait: boolean | 'ordered';
  /** For one hook, and for each wait of `wait`. */
  readonly timeoutMs: number;
  readonly crds: CrdPolicy;
  readonly onFailure: OnFailure;
  /** Upgrades send whole objects (PUT), so that what others added to them goes. */
  readonly forceUpgrade: boolean;
  /** The same for rollbacks, where nothing is lost by it. */
  readonly forceRollback: boolean;
  readonly disableHooks: { readonly install: boolean; readonly upgrade: boolean; readonly uninstall: boolean };
  /** Instead of Helm's words in the record. */
  readonly descriptions: { readonly install?: string; readonly upgrade?: string; readonly uninstall?: string };
  readonly ignore: readonly IgnoreRule[];
  /** An uninstall is over only when its objects are gone. */
  readonly waitForDeletion: boolean;
  /** An uninstall forgets the release and leaves its objects. */
  readonly orphan: boolean;
  /** An upgrade makes a revision even if nothing differs. */
  readonly mustRevise: boolean;
  /** helm-operator's own ways, to the letter, where better ones exclude them. */
  readonly isStrict: boolean;
}

/** crds/ of a chart: left out; made when missing (Helm's way); made, and brought up to date by upgrades. */
export type CrdPolicy = 'Skip' | 'Create' | 'CreateReplace';

export interface OnFailure {
  readonly install: 'uninstall' | 'none';
  readonly upgrade: 'rollback' | 'uninstall' | 'none';
}

/** Fields that others may change without being corrected. */
export interface IgnoreRule {
  /** JSON pointers (RFC 6901) into the object; '' is the whole of it. */
  readonly paths: readonly string[];
  /** undefined: every object. What it leaves out does not matter. */
  readonly target: IgnoreTarget | undefined;
}

export interface IgnoreTarget extends Partial<GroupVersionKind> {
  readonly name?: string;
  readonly namespace?: string;
  /** `app=web`, as list requests take it. */
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export const defaultPolicy: ReleasePolicy = Object.freeze<ReleasePolicy>({
  wait: false,
  timeoutMs: 300_000,
  crds: 'Create',
  onFailure: { install: 'uninstall', upgrade: 'rollback' },
  forceUpgrade: false,
  forceRollback: true,
  disableHooks: { install: false, upgrade: false, uninstall: false },
  descriptions: {},
  ignore: [],
  waitForDeletion: false,
  orphan: false,
  mustRevise: false,
  isStrict: false,
});
