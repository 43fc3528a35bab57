import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CapstanError, fileErrorText } from '../errors/index.ts';
import type { ChartFile, Warn } from './chart.ts';
import { readData } from './data.ts';
import { isCompatible } from './dependencies.ts';
import { readFolder } from './folder.ts';
import { isInside } from './inside.ts';
import { type DraftMetadata, decodeMetadata } from './metadata.ts';

/**
 * The files of a chart's folder, with those of the charts that Chart.yaml names by `repository: file://…` and that are not
 * in charts/ yet, as if `helm dependency build` had put them there. Charts that are developed side by side need no copies.
 * @param within what is read must lie in this folder, or beside the chart; default: anywhere
 * @throws CapstanError CHART_INVALID
 */
export function readChartFolder(top: string, warn: Warn, within?: string): ChartFile[] {
  return readWithLocal(top, warn, within, []);
}

function readWithLocal(top: string, warn: Warn, within: string | undefined, around: readonly string[]): ChartFile[] {
  const files = readFolder(top, warn, within);
  for (const { name, version, folder } of localDependencies(top, files)) {
    const refuse = (what: string) =>
      new CapstanError('CHART_INVALID', `dependency ${name} ${what}`, { place: { file: top } });
    const real = existing(folder, refuse);
    if (real === undefined || around.includes(real)) continue; // the missing subchart is told as Helm tells it
    const isBeside = dirname(real) === dirname(realpathSync(top));
    if (within !== undefined && !isBeside && !isInside(real, realpathSync(within)))
      throw refuse(`leads out of the chart, to ${real}`);
    const members = readWithLocal(real, warn, within, [...around, real]);
    const found = metadataIn(members, real)?.version ?? '';
    if (!isCompatible(version, found)) throw refuse(`is to be ${version}, and ${real} has version ${found || 'none'}`);
    for (const { path, data } of members) files.push({ path: `charts/${name}/${path}`, data });
  }
  return files;
}

const scheme = 'file://';

interface LocalDependency {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

function localDependencies(top: string, files: readonly ChartFile[]): LocalDependency[] {
  const { dependencies = [] } = metadataIn(files, top, scheme) ?? {};
  return dependencies
    .filter(
      ({ name, repository }) => /^[\w.-]+$/.test(name) && repository?.startsWith(scheme) && !isPresent(name, files),
    )
    .map(({ name, version = '', repository = '' }) => {
      return { name, version, folder: resolve(top, repository.slice(scheme.length)) };
    });
}

/** What Chart.yaml says. @param word undefined comes back, and nothing is parsed, where it does not stand in there */
function metadataIn(files: readonly ChartFile[], top: string, word = ''): DraftMetadata | undefined {
  const file = files.find(({ path }) => path === 'Chart.yaml');
  return file?.data.includes(word) ? readData(file, top, decodeMetadata) : undefined;
}

/** As a folder or an archive of that name. */
function isPresent(name: string, files: readonly ChartFile[]): boolean {
  const start = `charts/${name}`;
  return files.some(({ path }) => path.startsWith(start) && restOfPresent.test(path.slice(start.length)));
}

/** Not the rest of a longer name: base-extra is no base, and base-2d-1.0.0.tgz none of its archives. */
const restOfPresent = /^(\/|-v?\d+(\.\d+)*([-+][^/]*)?\.tgz$)/;

function existing(folder: string, refuse: (what: string) => CapstanError): string | undefined {
  try {
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory();
    return isFolder ? realpathSync(folder) : undefined;
  } catch (error) {
    throw refuse(`cannot be read: ${fileErrorText(error)}`);
  }
}
