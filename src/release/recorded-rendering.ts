import { isDeepStrictEqual } from 'node:util';
import { activeChart } from '../chart/index.ts';
import { manifestText, parseManifestText, type Rendered } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { latestOf, type RecordSummary } from './history.ts';
import { restoreHooks } from './hooks.ts';
import { type RecordedChart, type ReleaseRecord, recordChart } from './record.ts';

/**
 * What another program rendered of this very chart and these values: taken over as it is, for a rendering of our own would
 * make every random password and certificate anew. undefined where the record does not prove it: subcharts are not in it.
 */
export function recordedRendering(
  base: RecordSummary,
  deployed: ReleaseRecord,
  { chart, values, history, policy }: ReleaseContext,
): Rendered | undefined {
  const { config, manifest, info } = deployed;
  const isForeign = base.digest === '' && latestOf(history) === base;
  if (!isForeign || policy.mustRevise || policy.isStrict || chart.dependencies.length > 0) return undefined;
  const isSame =
    isDeepStrictEqual(config ?? {}, values) &&
    isDeepStrictEqual(essenceOf(deployed.chart), essenceOf(recordChart(activeChart(chart, values))));
  if (!isSame) return undefined;
  const manifests = parseManifestText(manifest);
  if (manifestText(manifests).trim() !== manifest.trim()) return undefined;
  return { manifests, hooks: restoreHooks(deployed), notes: info.notes ?? '' };
}

/** What a rendering depends on. Go writes no list where none is, and files in its own order. */
function essenceOf({ metadata, templates, values, files }: RecordedChart): unknown {
  const byName = (all: RecordedChart['files'] | null | undefined) =>
    Object.fromEntries((all ?? []).map(({ name, data }) => [name, data]));
  const version = [metadata['name'], metadata['version'], metadata['appVersion']];
  return { version, values: values ?? {}, templates: byName(templates), files: byName(files) };
}
