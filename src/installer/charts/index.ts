/**
 * Which charts an install is made of, and where they come from.
 *
 * `knitfabCharts` is the table: order, the files of values, what each chart is told of those before it. `fetchCharts` reads
 * all of them in one version from a chart repository (index.yaml and archives, digests checked) on the web or in a folder of
 * this machine; a version that one of them is missing in is refused before anything else is done.
 */
export { fetchCharts, listVersions } from './chart-root.ts';
export { apiPort, type Given, type InstallerChart, knitfabCharts, type ValuesSource } from './knitfab.ts';
