import { mergeValues, type Values } from '../chart/index.ts';
import { lookup } from '../cluster/index.ts';
import {
  type Asking,
  againIfStarved,
  manifestText,
  type Rendered,
  renderChart,
  renderWithLookups,
  withinTime,
} from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { deployedOf, nextRevision } from './history.ts';
import { Rest } from './rest.ts';
import { readRecord } from './store.ts';

export interface Rendering {
  readonly mode: 'install' | 'upgrade';
  readonly revision: number;
  readonly capabilities: ReleaseContext['capabilities'];
  /** Whether the templates' `lookup` sees the cluster, or nothing. */
  readonly hasLookup: boolean;
}

/** The user's values with the data laid over them. */
export function valuesToRender({ values, data }: Pick<ReleaseContext, 'values' | 'data'>): Values {
  return Object.keys(data).length > 0 ? mergeValues(values, data) : values;
}

/** Less than a leader's renewals may be late, so that no chart costs the lease; the largest charts take a fifth of it. */
const renderWithinMs = 5_000;
const rest = new Rest(1_000);

/** The chart with the values and the data of now. */
export async function renderRevision(
  rendering: Rendering,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Rendered> {
  const { identity, chart, cluster } = context;
  const values = valuesToRender(context);
  const { mode, revision, capabilities, hasLookup } = rendering;
  const renderOnce = (asking: Asking) =>
    withinTime(renderWithinMs, () =>
      renderChart({
        ...asking,
        chart,
        values,
        ...(identity.owner ? { valuesName: 'spec', integers: 'int64' } : {}),
        capabilities,
        release: {
          name: identity.name,
          namespace: identity.namespace,
          revision,
          isInstall: mode === 'install',
          isUpgrade: mode === 'upgrade',
        },
      }),
    );
  return againIfStarved(() =>
    rest.before(() => {
      signal.throwIfAborted();
      return renderWithLookups(
        (asking) => rest.after(() => renderOnce(asking)),
        hasLookup ? { lookup: (query) => lookup(cluster, query, signal) } : {},
      );
    }),
  );
}

/**
 * helm-operator's way to see whether an upgrade is due: the chart is rendered as for an upgrade, and its text compared with
 * the deployed one. Charts with random values or `.Release.IsInstall` always differ.
 */
export async function rendersDifferently(
  hasLookup: boolean,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<boolean> {
  const deployed = deployedOf(context.history);
  if (!deployed) return true;
  const revision = nextRevision(context.history);
  const { capabilities } = context;
  const rendered = await renderRevision({ mode: 'upgrade', revision, capabilities, hasLookup }, context, signal);
  const { manifest } = await readRecord(context, deployed, signal);
  return manifestText(rendered.manifests).trim() !== manifest.trim();
}
