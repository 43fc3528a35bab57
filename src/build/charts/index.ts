/**
 * Charts for everybody: an Eta chart as a plain Helm chart, in the packages of a chart repository.
 *
 * `compileChart` makes Go templates of a chart's Eta templates, `compileCharts` does so with all charts of a folder in one
 * edition (version, image tag, with or without what is for debugging), and `packCharts` packs them and merges index.yaml,
 * in a folder that is moved into its place as a whole.
 * Compiling writes nothing. Equal charts give equal archives, whenever they are made.
 */
export { chartFolders, chartName } from './chart-folders.ts';
export { compileChart } from './compile-chart.ts';
export { type CompiledChart, compileCharts } from './compile-charts.ts';
export type { ChartEdition } from './edition.ts';
export { packCharts, type WriteOptions, type WrittenChart } from './pack-charts.ts';
export { mergedIndex, type PackageEntry } from './repository-index.ts';
