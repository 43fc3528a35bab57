import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Chart, loadArchive, loadChart, loadChartAlone, type Requirement } from '../../chart/index.ts';
import { parseStrictVersion } from '../../semver/index.ts';
import { tryVersion } from '../versions.ts';
import { constraintOf } from './resolve.ts';

export interface ListedDependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  /** ok, unpacked, missing, wrong version … */
  readonly status: string;
}

export interface DependencyList {
  /** Undefined when the chart asks for none. */
  readonly dependencies: readonly ListedDependency[] | undefined;
  /** What lies in charts/ and should not. */
  readonly warnings: readonly string[];
}

/** What a chart depends on, and what of it is in charts/. @throws CapstanError when the chart cannot be loaded. */
export async function listDependencies(path: string, signal?: AbortSignal): Promise<DependencyList> {
  const chart = await loadChartAlone(path, signal);
  const requirements = chart.metadata.dependencies;
  const folder = join(path, 'charts');
  if (requirements === undefined) {
    return { dependencies: undefined, warnings: [`WARNING: no dependencies at ${folder}`] };
  }
  const names = (await readdir(folder).catch(() => [])).sort();
  const dependencies = await Promise.all(
    requirements.map(async (requirement) => ({
      name: requirement.name,
      version: requirement.version ?? '',
      repository: requirement.repository ?? '',
      status: await statusOf(requirement, chart, folder, names),
    })),
  );
  return { dependencies, warnings: await findStrangers(folder, names, requirements, signal) };
}

async function statusOf(
  requirement: Requirement,
  chart: Chart,
  folder: string,
  names: readonly string[],
): Promise<string> {
  const archives = names.filter((name) => name.startsWith(`${requirement.name}-`) && name.endsWith('.tgz'));
  const versioned = archives.length > 1 ? archives.filter((name) => isVersion(middle(name, requirement))) : archives;
  if (versioned.length > 1) return 'too many matches';
  const [archive] = versioned;
  const packed = archive === undefined ? undefined : await statusOfArchive(join(folder, archive), requirement);
  return packed ?? statusOfSubchart(chart, requirement);
}

/** `1.2.3` of `name-1.2.3.tgz` */
function middle(fileName: string, { name }: Requirement): string {
  return fileName.slice(name.length + 1, -'.tgz'.length);
}

function isVersion(text: string): boolean {
  try {
    parseStrictVersion(text);
    return true;
  } catch {
    return false;
  }
}

async function statusOfArchive(file: string, requirement: Requirement): Promise<string | undefined> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined; // a link to nothing
  const chart = await loadArchiveFile(file);
  if (!chart) return 'corrupt';
  if (chart.metadata.name !== requirement.name) return 'misnamed';
  return versionProblem(chart, requirement) ?? 'ok';
}

async function loadArchiveFile(file: string): Promise<Chart | undefined> {
  try {
    return loadArchive(await readFile(file), file);
  } catch {
    return undefined;
  }
}

function statusOfSubchart({ dependencies }: Chart, requirement: Requirement): string {
  const found = dependencies.findLast(({ metadata }) => metadata.name === requirement.name);
  return found ? (versionProblem(found, requirement) ?? 'unpacked') : 'missing';
}

function versionProblem({ metadata }: Chart, { name, version: wanted = '' }: Requirement): string | undefined {
  if (metadata.version === wanted) return undefined;
  const version = tryVersion(metadata.version);
  try {
    if (version === undefined) return 'invalid version';
    return constraintOf(name, wanted).check(version) ? undefined : 'wrong version';
  } catch {
    return 'invalid version';
  }
}

/** Folders and archives of charts/ that are no charts, or none that Chart.yaml asks for. */
async function findStrangers(
  folder: string,
  names: readonly string[],
  requirements: readonly Requirement[],
  signal?: AbortSignal,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || (!found.isDirectory() && !name.endsWith('.tgz'))) continue;
    const chart = await loadChart(path, signal).catch(() => undefined);
    if (!chart) warnings.push(`WARNING: "${path}" is not a chart.`);
    else if (!requirements.some((requirement) => requirement.name === chart.metadata.name)) {
      warnings.push(`WARNING: "${path}" is not in Chart.yaml.`);
    }
  }
  return warnings;
}
