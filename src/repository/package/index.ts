/**
 * Charts into archives, as `helm package` makes them.
 *
 * Chart.yaml and Chart.lock are written anew from what was read of them, all other files go in as they are, subcharts
 * unpacked; the order, the names and the header's marks are Helm's, so that both programs' archives hold the same. The
 * time of the files is given by the caller.
 */
export { fullMetadata, packChart, rawFile } from './archive.ts';
export { goYaml } from './go-yaml.ts';
export { type PackageOptions, packageChart, saveChart } from './package.ts';
