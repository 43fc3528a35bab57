import { bareChart, type Chart, type ChartMetadata } from '../chart/index.ts';
import { silentLogger } from '../log/index.ts';
import {
  defaultPolicy,
  nothingRendered,
  nothingWatched,
  type ReleaseContext,
  type ReleasePolicy,
  type ReleaseRecord,
} from '../release/index.ts';
import type { Release } from './find.ts';
import { identityOf } from './identity.ts';
import type { View } from './view.ts';
import { untilAllGone, untilAllReady } from './wait.ts';

/** What an action on a release needs, when a person runs it rather than the operator: nothing is watched, no chart is at hand. */
export function contextFor(
  view: View,
  release: Release,
  record: ReleaseRecord,
  options: {
    readonly policy: Partial<ReleasePolicy>;
    /** Told what is waited for; undefined: the wait is over. */
    readonly onWait: (what: string | undefined) => void;
    /** Told what is odd, but in nobody's way. */
    readonly warn: (message: string) => void;
  },
): ReleaseContext {
  const { cluster } = view;
  return {
    cluster,
    recordCluster: cluster,
    identity: identityOf(release, record),
    policy: { ...defaultPolicy, ...options.policy },
    ...nothingRendered,
    chart: chartFrom(record),
    values: record.config,
    history: release.history,
    live: {
      ...nothingWatched,
      untilReady: (inventory, timeoutMs, signal) =>
        untilAllReady({ ...view, signal }, inventory, timeoutMs, options.onWait),
      untilGone: (inventory, timeoutMs, signal) =>
        untilAllGone({ ...view, signal }, inventory, timeoutMs, options.onWait),
    },
    log: { ...silentLogger, warn: (message) => options.warn(message) },
    wait: async (what, forIt) => {
      options.onWait(what);
      try {
        return await forIt();
      } finally {
        options.onWait(undefined);
      }
    },
  };
}

/** The chart as the record remembers it. Nothing is rendered from it: actions here go by the record's manifest. */
export function chartFrom({ chart }: ReleaseRecord): Chart {
  return bareChart(chart.metadata as ChartMetadata, chart.values);
}
