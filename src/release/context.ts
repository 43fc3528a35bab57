import type { Chart, Values } from '../chart/index.ts';
import type { Cluster, KubeObject, ObjectRef } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import type { Capabilities } from '../render/index.ts';
import type { History, RecordSummary } from './history.ts';
import type { Inventory } from './inventory.ts';
import type { ReleasePolicy } from './policy.ts';
import type { ReleaseIdentity } from './stamp.ts';

/** What is known of a live object without asking the API server. */
export interface LiveObject {
  readonly uid: string;
  /** Fingerprint of the fields we own (appliedFieldsHash). */
  readonly applied: string;
  readonly isDeleting: boolean;
  /** uid of the controlling owner. */
  readonly controller: string | undefined;
  /** Somebody asked, on the live object, that it outlive its release. */
  readonly isKept: boolean;
  /** Somebody asked, on the live object, that it be left as it is (isDriftIgnored). */
  readonly isIgnored: boolean;
}

/** A view on the watched objects. 'unknown' when the kind is not watched or its watch has not caught up. */
export interface LiveView {
  find(ref: ObjectRef): LiveObject | 'absent' | 'unknown';
  /**
   * Tells which objects the release is about to have, so that they are in sight when they appear.
   * @param wanted those that it has when all goes well: what progress is counted by
   */
  expect(inventory: Inventory, wanted?: Inventory): void;
  /** Takes the answer to an own request, so that the view is never older than what we did. */
  put(object: KubeObject): void;
  /** Resolves when all are ready. @throws CapstanError NOT_READY after `timeoutMs`, or at once when one has failed for good */
  untilReady(inventory: Inventory, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Resolves when none is there any more. @throws CapstanError NOT_DELETED after `timeoutMs`, naming what is left */
  untilGone(inventory: Inventory, timeoutMs: number, signal: AbortSignal): Promise<void>;
}

export const nothingWatched: LiveView = {
  find: () => 'unknown',
  expect() {},
  put() {},
  untilReady: () => Promise.resolve(),
  untilGone: () => Promise.resolve(),
};

/** Everything an action on one release needs. Plain data and two doors to the outside: the cluster and the clock. */
export interface ReleaseContext {
  /** As whom the release's objects are read and written. */
  readonly cluster: Cluster;
  /** As whom its records are. */
  readonly recordCluster: Cluster;
  readonly identity: ReleaseIdentity;
  readonly policy: ReleasePolicy;
  readonly chart: Chart;
  /** The user's values, not coalesced with the chart's. They are recorded. */
  readonly values: Values;
  /** Laid over `values` for rendering, and never recorded: generated Secrets, other kinds as inputs. */
  readonly data: Values;
  /** What of `data` is secret: failures are recorded without it. Names of objects that it holds would be missing there. */
  readonly secrets: Values;
  readonly capabilities: Capabilities;
  readonly digest: string;
  readonly history: History;
  readonly live: LiveView;
  /** An attempt with these inputs failed before: everything is rehearsed (dry run) before anything is touched. */
  readonly isRetry: boolean;
  /** Revisions kept; 0 keeps all. */
  readonly maxHistory: number;
  readonly now: () => Date;
  readonly log: Logger;
  /**
   * Runs a wait that may be long: says in the status what is waited for, and gives the worker to others meanwhile.
   * @param what undefined: what is waited for tells of itself, as `live` does
   */
  readonly wait: <T>(what: string | undefined, forIt: () => Promise<T>) => Promise<T>;
  /** Takes the Secret of every record written, so that a cache need not wait for its watch. */
  readonly onRecord: (secret: KubeObject) => void;
  /** Told of every record deleted. */
  readonly onRecordGone: (record: RecordSummary) => void;
}

/** What a context needs besides, when nothing is rendered: an uninstall or a rollback goes by its records. */
export const nothingRendered = {
  data: {},
  secrets: {},
  capabilities: { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] },
  digest: '',
  isRetry: false,
  maxHistory: 0,
  now: () => new Date(),
  onRecord() {},
  onRecordGone() {},
} satisfies Partial<ReleaseContext>;
