import { CapstanError } from '../errors/index.ts';
import { parseConstraint, parseVersion, SemverError } from '../semver/index.ts';
import type { Chart, Requirement, Values, Warn } from './chart.ts';
import { coalesceValues } from './coalesce.ts';
import { importValues } from './import-values.ts';
import { freezeDeep, type Table } from './table.ts';
import { tableAt, valueAt } from './values-path.ts';

/**
 * The chart as these user values make it, by the rules of Helm's ProcessDependenciesWithMerge: subcharts that a condition or
 * tags switch off are left out, the others stand under their aliases, and what they export is among the values of their
 * parent. The same Chart comes back for the same choice, so that what is kept per chart stays good.
 * @throws CapstanError VALUES_INVALID when the values of a subchart are no table.
 */
export function activeChart(chart: Chart, user: Values, warn: Warn = () => {}): Chart {
  if (!hasRequirements(chart)) return chart;
  const node = toNode(chart);
  enable(node, user, '', warn);
  return variantOf(chart, node, warn);
}

/**
 * Whether every subchart that Chart.yaml asks for is in charts/.
 * @throws CapstanError CHART_INVALID with Helm's words
 */
export function checkDependencies({ metadata, dependencies }: Chart): void {
  const missing = (metadata.dependencies ?? [])
    .map(({ name }) => name)
    .filter((name) => !dependencies.some((subchart) => subchart.metadata.name === name));
  if (missing.length === 0) return;
  throw new CapstanError(
    'CHART_INVALID',
    `An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
    { hint: 'run capstan dependency build, or put the subcharts into charts/' },
  );
}

function hasRequirements(chart: Chart): boolean {
  return chart.metadata.dependencies !== undefined || chart.dependencies.some(hasRequirements);
}

/** An entry of `dependencies` while it is worked on. Copies of one subchart under several aliases share their entries, in Helm as here. */
export interface Entry {
  name: string;
  isEnabled: boolean;
  imports: readonly unknown[] | undefined;
  isImported: boolean;
  readonly source: Requirement;
}

/** A chart while its dependencies are worked out. */
export interface Node {
  readonly chart: Chart;
  readonly metadata: { readonly name: string; readonly version: string };
  values: Values;
  entries: Entry[] | undefined;
  dependencies: Node[];
}

function toNode(chart: Chart): Node {
  const { name, version, dependencies } = chart.metadata;
  return {
    chart,
    metadata: { name, version },
    values: chart.values,
    entries: dependencies?.map((source) => ({
      name: source.name,
      isEnabled: true,
      imports: source['import-values'],
      isImported: false,
      source,
    })),
    dependencies: chart.dependencies.map(toNode),
  };
}

/** @param path where the chart's own values stand, with a dot behind it */
function enable(node: Node, user: Values, path: string, warn: Warn): void {
  const { entries } = node;
  if (!entries) return;
  node.dependencies = nameDependencies(node.dependencies, entries);
  for (const entry of entries) entry.isEnabled = true;
  const values = coalesceValues(node, user, warn);
  applyTags(entries, values, warn);
  applyConditions(entries, values, path, warn);
  const disabled = new Set(entries.filter(({ isEnabled }) => !isEnabled).map(({ name }) => name));
  const kept = node.dependencies.filter(({ metadata }) => !disabled.has(metadata.name));
  for (const subchart of kept) enable(subchart, values, `${path}${subchart.metadata.name}.`, warn);
  const remaining = entries.filter(({ name }) => !disabled.has(name));
  node.entries = remaining.length > 0 ? remaining : undefined;
  node.dependencies = kept;
}

/** Subcharts that no entry names, then one for each entry, under its alias. */
function nameDependencies(charts: readonly Node[], entries: readonly Entry[]): Node[] {
  const unnamed = charts.filter((chart) => !entries.some((entry) => isMeant(entry, chart)));
  const named = entries.flatMap((entry) => {
    const chart = charts.find((chart) => isMeant(entry, chart));
    const { alias } = entry.source;
    if (alias) entry.name = alias;
    return chart ? [{ ...chart, metadata: { ...chart.metadata, name: alias || chart.metadata.name } }] : [];
  });
  return [...unnamed, ...named];
}

function isMeant(entry: Entry, { metadata: { name, version } }: Node): boolean {
  return entry.name === name && isCompatible(entry.source.version ?? '', version);
}

/** False, too, for what is no range or no version. */
export function isCompatible(range: string, version: string): boolean {
  try {
    return parseConstraint(range).check(parseVersion(version));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

/** A tag that is on wins over those that are off. Tags stand at the top of the values. */
function applyTags(entries: readonly Entry[], values: Table, warn: Warn): void {
  const found = tableAt(values, 'tags');
  if ('missing' in found) return;
  for (const entry of entries) {
    const tags = (entry.source.tags ?? []).filter((tag) => Object.hasOwn(found.table, tag));
    for (const tag of tags.filter((tag) => typeof found.table[tag] !== 'boolean')) {
      warn(`dependencies.go:95: Warning: Tag '${tag}' for chart ${entry.name} returned non-bool value`);
    }
    const settings = tags.map((tag) => found.table[tag]);
    entry.isEnabled = settings.includes(true) || !settings.includes(false);
  }
}

/** The first path of a condition that holds a boolean decides, whatever the tags say. */
function applyConditions(entries: readonly Entry[], values: Table, path: string, warn: Warn): void {
  for (const entry of entries) {
    for (const condition of (entry.source.condition ?? '').trim().split(',')) {
      const value = condition === '' ? undefined : valueAt(values, path + condition);
      if (value === undefined) continue;
      if (typeof value === 'boolean') {
        entry.isEnabled = value;
        break;
      }
      warn(
        `dependencies.go:64: Warning: Condition path '${condition}' for chart ${entry.name} returned non-bool value`,
      );
    }
  }
}

const variants = new WeakMap<Chart, Map<string, Chart>>();

function variantOf(chart: Chart, node: Node, warn: Warn): Chart {
  const known = variants.get(chart) ?? new Map<string, Chart>();
  variants.set(chart, known);
  const signature = signatureOf(node);
  let variant = known.get(signature);
  if (!variant) {
    importValues(node, warn);
    variant = toChart(node);
    known.set(signature, variant);
  }
  return variant;
}

/** Two nodes of one chart that read alike here come to equal charts. */
function signatureOf({ metadata, entries, dependencies }: Node): string {
  return JSON.stringify([metadata.name, entries?.map(({ name }) => name), dependencies.map(signatureOf)]);
}

function toChart({ chart, metadata, values, entries, dependencies }: Node): Chart {
  const { dependencies: _, ...rest } = chart.metadata;
  const requirements = entries?.map(toRequirement);
  return Object.freeze({
    ...chart,
    metadata: freezeDeep({
      ...rest,
      name: metadata.name,
      ...(requirements ? { dependencies: requirements } : {}),
    }),
    values: freezeDeep(values),
    dependencies: Object.freeze(dependencies.map(toChart)),
  });
}

/** As templates see it in `.Chart.Dependencies`. */
function toRequirement({ name, isEnabled, imports, source }: Entry): Requirement {
  const { 'import-values': _, ...rest } = source;
  return { ...rest, name, enabled: isEnabled, ...(imports ? { 'import-values': imports } : {}) };
}
