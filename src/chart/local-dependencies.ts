import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import type { ChartFile, Warn } from './chart.ts';
import { readData } from './data.ts';
import { readFolder } from './folder.ts';
import { decodeMetadata } from './metadata.ts';

/**
 * The files of a chart's folder, with those of the charts that Chart.yaml names by `repository: file://…` and that are not
 * in charts/ yet, as if `helm dependency build` had put them there. Charts that are developed side by side need no copies.
 * @param within what is read must lie in the chart or in this folder; default: anywhere
 * @throws CapstanError CHART_INVALID
 */
export function readChartFolder(top: string, warn: Warn, within?: string): ChartFile[] {
  return readWithLocal(top, warn, within, []);
}

function readWithLocal(top: string, warn: Warn, within: string | undefined, around: readonly string[]): ChartFile[] {
  const files = readFolder(top, warn, within);
  for (const { name, folder } of localDependencies(top, files)) {
    const real = existing(folder);
    if (real === undefined || around.includes(real)) continue; // the missing subchart is told as Helm tells it
    if (within !== undefined && !`${real}/`.startsWith(`${realpathSync(within)}/`)) {
      throw new CapstanError('CHART_INVALID', `dependency ${name} leads out of the chart, to ${real}`, {
        place: { file: top },
      });
    }
    for (const { path, data } of readWithLocal(real, warn, within, [...around, real])) {
      files.push({ path: `charts/${name}/${path}`, data });
    }
  }
  return files;
}

const scheme = 'file://';

function localDependencies(top: string, files: readonly ChartFile[]): { name: string; folder: string }[] {
  const file = files.find(({ path }) => path === 'Chart.yaml');
  if (!file?.data.includes(scheme)) return [];
  const { dependencies = [] } = readData(file, top, decodeMetadata);
  return dependencies
    .filter(
      ({ name, repository }) => /^[\w.-]+$/.test(name) && repository?.startsWith(scheme) && !isPresent(name, files),
    )
    .map(({ name, repository = '' }) => ({ name, folder: resolve(top, repository.slice(scheme.length)) }));
}

/** As a folder or an archive of that name. */
function isPresent(name: string, files: readonly ChartFile[]): boolean {
  return files.some(({ path }) => path.startsWith(`charts/${name}/`) || path.startsWith(`charts/${name}-`));
}

function existing(folder: string): string | undefined {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? realpathSync(folder) : undefined;
}
