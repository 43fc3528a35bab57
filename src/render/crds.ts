import { activeChart, type Chart, type Values } from '../chart/index.ts';
import { fromBytes } from '../template/index.ts';
import { readDocuments } from './documents.ts';
import type { Manifest } from './manifest.ts';

/** The files of crds/ as they are; those of subcharts behind those of their chart, each folder in the order of its names. */
export function crdFiles(chart: Chart, prefix: string = chart.metadata.name): { source: string; text: string }[] {
  return [
    ...chart.crds
      .filter(({ path }) => /\.(?:ya?ml|json)$/i.test(path))
      .map(({ path, data }) => ({ source: `${prefix}/${path}`, text: fromBytes(data) })),
    ...chart.dependencies.flatMap((subchart) => crdFiles(subchart, `${prefix}/charts/${subchart.metadata.name}`)),
  ];
}

/**
 * The objects of crds/ of the charts that these values switch on: not rendered, and wanted before anything is, because
 * templates see the kinds they define in `Capabilities`.
 * @throws CapstanError CHART_INVALID or MANIFEST_INVALID
 */
export function chartDefinitions(chart: Chart, values: Values): Manifest[] {
  return crdFiles(activeChart(chart, values)).flatMap(({ source, text }) => readDocuments(source, text));
}
