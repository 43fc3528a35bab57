import type { Chart } from '../../chart/index.ts';
import { silentLogger } from '../../log/index.ts';
import {
  defaultPolicy,
  nothingWatched,
  type ReleaseContext,
  type ReleasePolicy,
  type ReleaseRecord,
} from '../../release/index.ts';
import { warn } from '../print.ts';
import type { Release } from './find.ts';
import { identityOf } from './identity.ts';
import type { Session } from './session.ts';
import { untilAllGone, untilAllReady } from './wait.ts';

/** What an action on a release needs, when a person runs it rather than the operator: nothing is watched, no chart is at hand. */
export function contextFor(
  session: Session,
  release: Release,
  record: ReleaseRecord,
  options: {
    readonly policy: Partial<ReleasePolicy>;
    /** Told what is waited for; undefined: the wait is over. */
    readonly onWait: (what: string | undefined) => void;
  },
): ReleaseContext {
  const { cluster } = session;
  return {
    cluster,
    recordCluster: cluster,
    identity: identityOf(release, record),
    policy: { ...defaultPolicy, ...options.policy },
    chart: chartFrom(record),
    values: record.config,
    data: {},
    capabilities: { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] },
    digest: '',
    history: release.history,
    live: {
      ...nothingWatched,
      untilReady: (inventory, timeoutMs, signal) =>
        untilAllReady({ ...session, signal }, inventory, timeoutMs, options.onWait),
      untilGone: (inventory, timeoutMs, signal) =>
        untilAllGone({ ...session, signal }, inventory, timeoutMs, options.onWait),
    },
    isRetry: false,
    maxHistory: 0,
    now: () => new Date(),
    log: { ...silentLogger, warn: (message) => warn(`warning: ${message}`) },
    wait: async (what, forIt) => {
      options.onWait(what);
      try {
        return await forIt();
      } finally {
        options.onWait(undefined);
      }
    },
    onRecord() {},
    onRecordGone() {},
  };
}

/** The chart as the record remembers it. Nothing is rendered from it: actions here go by the record's manifest. */
export function chartFrom({ chart }: ReleaseRecord): Chart {
  return {
    metadata: chart.metadata as Chart['metadata'],
    lock: undefined,
    values: chart.values,
    schema: undefined,
    templates: [],
    crds: [],
    files: [],
    raw: [],
    dependencies: [],
    warnings: [],
    digest: '',
  };
}
