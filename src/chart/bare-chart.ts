import type { Chart, ChartMetadata, Values } from './chart.ts';

/** A chart of which nothing but this is known, or matters: it has no templates. */
export function bareChart(metadata: ChartMetadata, values: Values = {}): Chart {
  return {
    metadata,
    lock: undefined,
    values,
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
